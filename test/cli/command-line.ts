/** The built program, run as a user would: a process of its own, with pipes and in a folder of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/wirelab.js', import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output contains the text, so many times. */
  printed(text: string, times?: number): Promise<void>;
}

export class Workplace implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'wirelab-cli-'));
  readonly #environment: NodeJS.ProcessEnv;

  /** @param environment beside the few variables that every program gets */
  constructor(environment: NodeJS.ProcessEnv = {}) {
    this.#environment = environment;
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  start(...args: string[]): Running {
    return this.startWith('', ...args);
  }

  /** @param input all that it gets on its standard input */
  startWith(input: string | Buffer, ...args: string[]): Running {
    const env = { PATH: process.env.PATH ?? '', HOME: this.folder, LANG: 'C.UTF-8', ...this.#environment };
    const child = spawn(process.execPath, [bin, ...args], { cwd: this.folder, env, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    const watchers = new Set<() => void>();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (const watch of watchers) watch();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.end(input);
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    });
    const printed = (text: string, times = 1): Promise<void> =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          if (stdout.split(text).length > times) resolve();
        };
        watchers.add(watch);
        watch();
        void ended.then(
          () => reject(new Error(`ended without printing ${text}:\n${stdout}\n${stderr}`)),
          reject,
        );
      });
    return { child, ended, printed };
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
