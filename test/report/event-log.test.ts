import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/core/environment-error.ts';
import type { RunEvent } from '../../src/core/event/event.ts';
import { readEventLog } from '../../src/report/event-log.ts';
import { eventLogWriter } from '../../src/report/event-log-writer.ts';
import { temporaryFolder } from './files.ts';
import { caseEnded, caseStarted, eventfulRun, runStarted, stream } from './synthetic-run.ts';

const folder = temporaryFolder();
let files = 0;

function newPath(): string {
  files += 1;
  return join(folder, `${files}.ndjson`);
}

async function written(events: readonly RunEvent[]): Promise<string> {
  const path = newPath();
  const writer = eventLogWriter(path);
  for (const event of events) writer.onEvent(event);
  await writer.close();
  return path;
}

async function problemOf(text: string | Buffer): Promise<string> {
  const path = newPath();
  writeFileSync(path, text);
  const log = await readEventLog(path);
  return 'problem' in log ? log.problem.replace(path, 'LOG') : 'no problem';
}

const firstLine = `${JSON.stringify({ at: 0, ...runStarted })}\n`;

describe('an event log', () => {
  it('gives back what was written, all kinds of events and all other keys', async () => {
    const events = eventfulRun('fail');
    events.push({ at: 9, type: 'interrupted', signal: 'SIGINT' });
    events.push({ at: 9, type: 'node-died', case: 'main', node: 'client', cause: 'out of memory' });
    events.push({
      at: 9,
      type: 'system-call',
      case: 'main',
      program: 'idle',
      node: 'client',
      pid: 2,
      kind: 'call',
      text: 'recv(3)',
      result: null,
      startMs: -1.5,
      durationMs: null,
    });
    events.push({
      at: 9,
      type: 'trace-ended',
      case: 'main',
      nodes: ['client'],
      packets: [{ atMs: 2, seen: 'received', from: 'client', to: 'server', text: 'UDP' }],
      furtherPackets: 1,
      noPackets: null,
      furtherCalls: { idle: 7 },
      clockErrorMs: 0.001,
    });
    const path = await written([
      ...events,
      { ...stream(caseEnded('pass'))[0], later: 1 } as unknown as RunEvent,
    ]);
    const log = await readEventLog(path);
    expect(log).toEqual({
      events: [...events, { ...stream(caseEnded('pass'))[0], later: 1 }],
      truncated: false,
    });
  });

  it('holds every event that matters before the run goes on', () => {
    const path = newPath();
    const writer = eventLogWriter(path);
    const output = {
      type: 'program-output',
      case: 'main',
      program: 'p',
      stream: 'stdout',
      text: 'x',
    } as const;
    const lines = () => readFileSync(path, 'utf8').split('\n').length - 1;
    writer.onEvent({ at: 0, ...runStarted });
    expect(lines()).toBe(1);
    writer.onEvent({ at: 1, ...output });
    expect(lines()).toBe(1);
    writer.onEvent({ at: 2, type: 'clock-started', case: 'main' });
    expect(lines()).toBe(3);
    writer.onEvent({ at: 3, ...output, text: 'x'.repeat(70_000) });
    expect(lines()).toBe(4);
  });

  it('is read up to where a killed run broke off', async () => {
    const events = eventfulRun('pass');
    const path = await written(events);
    truncateSync(path, readFileSync(path).length - 5);
    expect(await readEventLog(path)).toEqual({ events: events.slice(0, -1), truncated: true });
  });

  it('may be cut anywhere after its first line', async () => {
    const events = eventfulRun('pass');
    const bytes = readFileSync(await written(events));
    const path = newPath();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: bytes.indexOf('\n'), max: bytes.length }), async (length) => {
        const kept = bytes.subarray(0, length);
        writeFileSync(path, kept);
        const log = await readEventLog(path);
        // A last line that only lacks its line feed is an event like any other.
        const complete = kept.toString().split('\n').length - 1;
        const whole = bytes[length] === 0x0a ? complete + 1 : complete;
        const truncated = whole === complete && kept.at(-1) !== 0x0a;
        expect(log).toEqual({ events: events.slice(0, whole), truncated });
      }),
      { numRuns: 50 },
    );
  });

  it.each<[string, string | Buffer, string]>([
    ['nothing', '', 'LOG is empty: no run left its events there'],
    [
      'half a first line',
      firstLine.slice(0, 20),
      'LOG:1: this line is no JSON, so the file is no event log of a run',
    ],
    [
      'another file',
      'lab: tcp-vs-udp\n',
      'LOG:1: this line is no JSON, so the file is no event log of a run',
    ],
    [
      'a binary',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 255, 10]),
      'LOG:1: this line is no JSON, so the file is no event log of a run',
    ],
    ['a number', '7\n', 'LOG:1: this is no event of a run: '],
    [
      'no first event',
      `${JSON.stringify(stream(caseStarted())[0])}\n`,
      'LOG:1: an event log begins with run-started, this with case-started',
    ],
    ['rubbish in the middle', `${firstLine}{"at":1,\n${firstLine}`, 'LOG:2: this line is no JSON'],
    [
      'an unknown event',
      `${firstLine}{"at":1,"type":"gossip"}\n`,
      'LOG:2: this is no event of a run: type: ',
    ],
    [
      'a figure that is text',
      `${firstLine}{"at":"1","type":"clock-started","case":"x"}\n`,
      'LOG:2: this is no event of a run: at: ',
    ],
    [
      'a figure beyond bounds',
      `${firstLine}{"at":1e309,"type":"clock-started","case":"x"}\n`,
      'LOG:2: this is no event of a run: at: ',
    ],
    [
      'a missing key',
      `${firstLine}{"at":1,"type":"clock-started"}\n`,
      'LOG:2: this is no event of a run: case: ',
    ],
    [
      'a foreign prototype',
      `${firstLine}{"at":1,"__proto__":{"type":"clock-started","case":"x"}}\n`,
      'LOG:2: this is no event of a run: type: ',
    ],
    ['deep nesting', `${firstLine}${'['.repeat(100_000)}\n`, 'LOG:2: this line is no JSON'],
  ])('is refused when it is %s', async (_what, text, problem) => {
    expect(await problemOf(text)).toContain(problem);
  });

  it('is refused when it is no file', async () => {
    mkdirSync(join(folder, 'folder'));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    for (const [name, problem] of [
      ['missing', "is that a run's folder?"],
      ['folder', 'is not a regular file'],
      ['fifo', 'is not a regular file'],
    ] as const) {
      expect(await readEventLog(join(folder, name))).toEqual({ problem: expect.stringContaining(problem) });
    }
  });
});

describe('eventLogWriter', () => {
  it('says why it has no file', () => {
    expect(() => eventLogWriter(join(folder, 'nowhere', 'events.ndjson'))).toThrow(EnvironmentError);
  });

  it('fails once on a full disk, then lets the run be', async () => {
    const writer = eventLogWriter('/dev/full');
    expect(() => writer.onEvent({ at: 0, ...runStarted })).toThrow(/no space left/);
    expect(() => writer.onEvent({ at: 0, ...runStarted })).not.toThrow();
    await writer.close();
  });
});
