/** A long-lived process of ours that reports on standard output while it sets something up. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { toolPath } from '../local-host.ts';

const remembered = 4000;

export const toolEnvironment: NodeJS.ProcessEnv = { PATH: toolPath, LC_ALL: 'C' };

export interface SetupProcess {
  readonly child: ChildProcess;
  /** Lines of standard output, until `last` says that this one was the last. */
  linesUntil(last: (line: string, index: number) => boolean): Promise<string[]>;
  /** What it said on standard error so far, on one line. */
  complaint(): string;
  readonly exited: Promise<string>;
  /** Ends its standard input, and with that itself. */
  release(): void;
}

export function startSetup(argv: readonly string[]): SetupProcess {
  const [file = '', ...args] = argv;
  // A session of its own: Ctrl-C on our terminal is ours to deal with.
  const child = spawn(file, args, { stdio: 'pipe', detached: true, env: toolEnvironment, cwd: '/' });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-remembered);
  });
  child.stdin.on('error', () => {});
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with status ${code}` : `was killed by ${signal}`),
    );
  });
  return {
    child,
    exited,
    complaint: () => complaints.trim().replace(/\s*\n\s*/g, '; '),
    release: () => child.stdin.end(),
    async linesUntil(last) {
      const lines: string[] = [];
      const reader = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
      const complete = new Promise<boolean>((resolve) => {
        reader.on('line', (line) => {
          lines.push(line);
          if (last(line, lines.length - 1)) resolve(true);
        });
        reader.once('close', () => resolve(false));
      });
      if (!(await complete)) await exited;
      reader.close();
      child.stdout.resume();
      return lines;
    },
  };
}
