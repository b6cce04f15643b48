import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Workplace } from './command-line.ts';

/** A real terminal of its own: a tmux server that nobody else uses. */
export class Terminal implements Disposable {
  readonly #socket: string;

  constructor(place: Workplace, columns: number, rows: number, command: string[]) {
    this.#socket = join(place.folder, 'tmux');
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux(['-f', '/dev/null', 'new-session', '-d', ...size, '-c', place.folder, ...command]);
  }

  get screen(): string {
    return this.#tmux(['capture-pane', '-p']);
  }

  press(...keys: string[]): void {
    this.#tmux(['send-keys', ...keys]);
  }

  resize(columns: number, rows: number): void {
    this.#tmux(['resize-window', '-x', String(columns), '-y', String(rows)]);
  }

  /** Looks until it is there. */
  async shows(what: RegExp): Promise<string> {
    const giveUp = performance.now() + 30_000;
    for (;;) {
      const { screen } = this;
      if (what.test(screen)) return screen;
      if (performance.now() > giveUp) throw new Error(`the screen never showed ${what}:\n${screen}`);
      await pause(50);
    }
  }

  [Symbol.dispose](): void {
    this.#tmux(['kill-server']);
  }

  #tmux(args: string[]): string {
    const env = { ...process.env, CI: '', TERM: 'xterm-256color', LANG: 'C.UTF-8' };
    return execFileSync('tmux', ['-u', '-S', this.#socket, ...args], { encoding: 'utf8', env });
  }
}
