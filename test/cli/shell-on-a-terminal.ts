import { expect } from 'vitest';
import type { Workplace } from './command-line.ts';
import { Terminal } from './terminal.ts';

/** A shell of the node `left`'s has the terminal: its size, its Ctrl-C and its jobs; its status is passed on. */
export async function expectShellToHaveTerminal(place: Workplace, argv: readonly string[]): Promise<void> {
  const script = '"$@"; echo "status $?"; exec sleep 600';
  using terminal = new Terminal(place, 91, 24, ['sh', '-c', script, 'sh', ...argv]);
  await terminal.shows(/^left\$/m);
  terminal.press('stty size', 'Enter');
  await terminal.shows(/^24 91$/m);
  terminal.resize(77, 20);
  // It hears of it a little later than tmux.
  terminal.press('until stty size | grep 77; do :; done', 'Enter');
  await terminal.shows(/^20 77$/m);
  terminal.press('sh -c "echo asleep; exec sleep 1000"; echo slept $?', 'Enter');
  await terminal.shows(/^asleep$/m);
  terminal.press('C-c');
  await terminal.shows(/\^C\s*left\$/);
  terminal.press('sleep 1000 & jobs', 'Enter');
  await terminal.shows(/\[1\].*Running.*sleep 1000/);
  terminal.press('kill %1; exit 5', 'Enter');
  await terminal.shows(/status 5/);
  expect(terminal.screen).not.toMatch(/can't|cannot/i);
}
