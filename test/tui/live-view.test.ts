import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/core/event/event.ts';
import { createLiveView, type LiveCommand, type LiveView } from '../../src/tui/live-view.tsx';
import { FakeTerminal } from './fake-terminal.ts';
import { caseEvents, runEnded, started, twoNodes } from './synthetic-run.ts';

/** Ends of a terminal as Node shows them to a program. */
class Streams {
  readonly terminal: FakeTerminal;
  readonly stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (isRaw: boolean) => {
      this.stdin.isRaw = isRaw;
    },
    ref: () => undefined,
    unref: () => undefined,
  });
  readonly stdout: EventEmitter & {
    columns: number;
    rows: number;
    isTTY: true;
    write(text: string): boolean;
  };
  writes = 0;

  constructor(columns: number, rows: number) {
    this.terminal = new FakeTerminal(columns, rows);
    this.terminal.write('above\r\n');
    this.stdout = Object.assign(new EventEmitter(), {
      columns,
      rows,
      isTTY: true as const,
      write: (text: string) => {
        this.writes += 1;
        this.terminal.write(text);
        return true;
      },
    });
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit('resize');
  }
}

// Of use only where the machine is busy: nothing here waits for time to pass.
vi.setConfig({ testTimeout: 60_000 });

const opened: LiveView[] = [];

function open(streams: Streams, options: { color?: boolean; clock?: () => number } = {}) {
  const commands: LiveCommand[] = [];
  const view = createLiveView({
    stdout: streams.stdout as unknown as NodeJS.WriteStream,
    stdin: streams.stdin as unknown as NodeJS.ReadStream,
    color: false,
    unicode: true,
    // The case's clock stands still between events.
    clock: () => 0,
    ...options,
    onCommand: (command) => commands.push(command),
  });
  opened.push(view);
  return { view, commands };
}

function play(view: LiveView, events: Iterable<RunEvent>): void {
  for (const event of events) view.onEvent(event);
}

const soon = { timeout: 20_000, interval: 5 };

const shows = (streams: Streams, text: string) =>
  vi.waitFor(() => expect(streams.terminal.visible().join('\n')).toContain(text), soon);

afterEach(async () => {
  for (const view of opened.splice(0)) await view.unmount();
});

describe('the live view', () => {
  it('draws below what was there, lower than the terminal', async () => {
    const streams = new Streams(80, 24);
    const { view } = open(streams);
    play(view, [started, ...caseEvents(twoNodes, 4)]);
    await shows(streams, '40 ms · 30% loss');
    expect(streams.terminal.visible()[0]).toBe('above');
    expect(streams.terminal.scrollback).toEqual([]);
    expect(streams.terminal.isCursorVisible).toBe(false);
  });

  it.each([
    [20, 5],
    [6, 1],
    [10, 2],
    [300, 100],
  ])('lives in %i x %i', async (columns, rows) => {
    const streams = new Streams(columns, rows);
    const { view } = open(streams);
    play(view, [started, ...caseEvents(twoNodes), runEnded]);
    await view.close();
    expect([...streams.terminal.scrollback, ...streams.terminal.visible()].join('')).toContain(
      'PASS'.slice(0, columns - 3),
    );
    expect(streams.terminal.hasErasedScrollback).toBe(false);
  });

  it('leaves the summary and the terminal as it was', async () => {
    const streams = new Streams(80, 24);
    const { view } = open(streams);
    play(view, [started, ...caseEvents(twoNodes)]);
    await shows(streams, 'pass  after 10.4 s');
    await vi.waitFor(() => expect(streams.stdin.isRaw).toBe(true), soon);
    play(view, [runEnded]);
    await view.close();
    const left = streams.terminal.visible();
    expect(left[0]).toBe('above');
    expect(left.join('\n')).toContain('98 of 1000 datagrams never arrived, and nobody noticed');
    expect(left.at(-1)).toMatch(/^✓ PASS {2}3 of 3 points/);
    expect(left.join('\n')).not.toContain('q quit');
    expect(streams.terminal.isCursorVisible).toBe(true);
    expect(streams.stdin.isRaw).toBe(false);
    expect(streams.stdout.listenerCount('resize')).toBe(0);
  });

  it('keeps the summaries of earlier cases above a running one', async () => {
    const streams = new Streams(80, 40);
    const { view } = open(streams);
    const twoCases: RunEvent = { ...started, type: 'run-started', cases: ['main', 'second'] } as RunEvent;
    play(view, [twoCases, ...caseEvents(twoNodes), ...caseEvents(twoNodes, 2, 'second')]);
    await shows(streams, 'second (2 of 2)');
    const all = [...streams.terminal.scrollback, ...streams.terminal.visible()];
    expect(all.filter((row) => row.startsWith('✓ main  pass'))).toHaveLength(1);
  });

  it('shows a change by hand once it is confirmed, not before', async () => {
    const streams = new Streams(80, 24);
    const { view, commands } = open(streams);
    play(view, [started, ...caseEvents(twoNodes, 1)]);
    await shows(streams, 'GOODPUT');
    await vi.waitFor(() => expect(streams.stdin.isRaw).toBe(true), soon);
    streams.stdin.write('\u001b[Co');
    await vi.waitFor(() => expect(commands).toHaveLength(1), soon);
    await shows(streams, 'ASKED  wan from client: DOWN');
    expect(streams.terminal.visible()[2]).not.toContain('DOWN');
    const [command] = commands;
    if (command?.type !== 'set-impairment') throw new Error('no impairment');
    const { link, from, impairment } = command;
    view.onEvent({ at: 2, type: 'impairment-changed', case: 'main', link, from, impairment, cause: 'hand' });
    await vi.waitFor(() => expect(streams.terminal.visible()[3]).toContain('DOWN ►'), soon);
    expect(streams.terminal.visible().join('\n')).not.toContain('ASKED');
  });

  it('holds the display while the run goes on', async () => {
    const streams = new Streams(80, 24);
    const { view } = open(streams);
    play(view, [started, ...caseEvents(twoNodes, 1)]);
    await shows(streams, 'NEXT  in 2.');
    await vi.waitFor(() => expect(streams.stdin.isRaw).toBe(true), soon);
    streams.stdin.write(' ');
    await shows(streams, 'display frozen');
    const before = streams.terminal.visible();
    play(
      view,
      [...caseEvents(twoNodes, 8)].filter(({ type }) => type !== 'case-started'),
    );
    streams.stdin.write('?');
    await shows(streams, 'this page, and away again');
    streams.stdin.write('?');
    await shows(streams, 'NEXT  in 2.');
    expect(streams.terminal.visible()).toEqual(before);
    streams.stdin.write(' ');
    await shows(streams, 'nothing more on the timeline');
  });

  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('asks to quit on %s', async (_, input) => {
    const streams = new Streams(80, 24);
    const { view, commands } = open(streams);
    await vi.waitFor(() => expect(streams.stdin.isRaw).toBe(true), soon);
    streams.stdin.write(input);
    await vi.waitFor(() => expect(commands).toEqual([{ type: 'quit' }]), soon);
    await view.unmount();
    expect(streams.terminal.isCursorVisible).toBe(true);
    expect(streams.stdin.isRaw).toBe(false);
  });

  it('draws anew in a terminal of another size, leaving nothing of the old frame', async () => {
    const streams = new Streams(100, 50);
    const { view } = open(streams);
    play(view, [started, ...caseEvents(twoNodes, 1)]);
    await shows(streams, 'space freeze');
    streams.resize(60, 50);
    await vi.waitFor(() => {
      const rows = streams.terminal.visible();
      expect(rows[0]).toBe('above');
      expect(rows.filter((row) => row.includes('FLOW'))).toHaveLength(1);
      expect(rows.join('\n')).not.toContain('space freeze');
    }, soon);
    streams.resize(60, 12);
    await vi.waitFor(
      () => expect(streams.terminal.visible().filter((row) => row.includes('FLOW'))).toHaveLength(1),
      soon,
    );
    streams.resize(120, 40);
    await shows(streams, 'IMPAIRMENT');
    expect(streams.terminal.hasErasedScrollback).toBe(false);
  });

  it('writes colours only if asked to', async () => {
    for (const color of [true, false]) {
      const streams = new Streams(80, 24);
      const { view } = open(streams, { color });
      play(view, [started, ...caseEvents(twoNodes), runEnded]);
      await view.close();
      const sequences = streams.terminal.written.split('\u001b[');
      expect(sequences.some((sequence) => /^[\d;]*m/.test(sequence))).toBe(color);
    }
  });

  it('draws at most ten times a second, however many events there are', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      let nowMs = 0;
      const streams = new Streams(80, 24);
      const { view } = open(streams, { clock: () => nowMs });
      play(view, [started, ...caseEvents(twoNodes, 0.2)]);
      const events = [...caseEvents(twoNodes, 9)].filter(({ type }) => type === 'flow-progress');
      streams.writes = 0;
      for (let step = 0; step < 1000; step++) {
        nowMs += 1;
        const event = events[step % events.length];
        if (event !== undefined) view.onEvent(event);
        vi.advanceTimersByTime(1);
      }
      expect(streams.writes).toBeGreaterThan(3);
      expect(streams.writes).toBeLessThanOrEqual(10);
      await view.unmount();
    } finally {
      vi.useRealTimers();
    }
  });
});
