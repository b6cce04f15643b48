import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';
import { Terminal } from './terminal.ts';

const bin = fileURLToPath(new URL('../../bin/wirelab.js', import.meta.url));

const lab = `
lab: live
time: 60s
nodes: {a: {}, b: {}}
links: {wan: {ends: [a, b], impair: {delay: 20ms}}}
traffic: {stream: {kind: udp-stream, from: a, to: b, packets: 50/s, payload: 100B, for: 50s}}
expect: [{metric: stream.lost, at-least: 1}]
`;

// The shell shows the status that the program left, and keeps the terminal open.
const script = '"$@"; echo "status $?"; exec sleep 600';

function live(place: Workplace, columns: number, rows: number): Terminal {
  place.write('lab.yaml', lab);
  return new Terminal(place, columns, rows, [
    'sh',
    '-c',
    script,
    'sh',
    process.execPath,
    bin,
    'run',
    'lab.yaml',
  ]);
}

describeWith(['namespaces', 'tun', 'tmux'], 'the live view on a real terminal', () => {
  it('shows the lab at 80 × 24, takes keys, and ends with 130 on Ctrl-C', async () => {
    using place = new Workplace();
    using terminal = live(place, 80, 24);
    const running = await terminal.shows(/stream .*[\d.]+ kbit\/s/);
    expect(running).toMatch(/│ a ├.* wan .*┤ b │/);
    terminal.press('l');
    await terminal.shows(/1% loss/);
    terminal.press('C-c');
    const ended = await terminal.shows(/status 130/);
    expect(ended.split('\n').length).toBeLessThanOrEqual(25);

    const [run] = readdirSync(join(place.folder, 'wirelab-runs'));
    const log = readFileSync(join(place.folder, 'wirelab-runs', run ?? '', 'events.ndjson'), 'utf8');
    const changes = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'impairment-changed');
    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes) {
      expect(change).toMatchObject({ link: 'wan', cause: 'hand', impairment: { delayMs: 20 } });
      expect(change.impairment.loss).toEqual({ model: 'independent', ratio: 0.01 });
    }
  });

  it('survives a terminal of 20 × 5 and being resized', async () => {
    using place = new Workplace();
    using terminal = live(place, 20, 5);
    await terminal.shows(/stream/);
    terminal.resize(120, 40);
    await terminal.shows(/stream .*[\d.]+ kbit\/s/);
    terminal.press('q');
    await terminal.shows(/status 130/);
  });
});
