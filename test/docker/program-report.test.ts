import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProgramReport } from '../../src/runtime/docker/program-report.ts';

const marker = 'wirelab-0123456789abcdef';
const start = `${marker} 12 7\n`;

async function read(chunks: readonly Buffer[]) {
  const report = new ProgramReport(marker);
  const seen = text(report);
  let ended: unknown = null;
  let started: unknown = null;
  void report.ended.then((outcome) => {
    ended = outcome;
  });
  void report.started.then((where) => {
    started = where;
  });
  for (const chunk of chunks) report.write(chunk);
  report.end();
  return { stderr: await seen, started, ended };
}

/** What looks like a report, or begins as one. */
const tricky = fc.constantFrom(
  'Command terminated by signal 9\n',
  'Command exited with non-zero status 3\n',
  'Command ',
  'C',
  'wirelab-',
  'wirelab-01234',
  marker.slice(0, -1),
  'plain text\n',
  'ü',
  '\n',
);

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((at) => at % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

describe('the report of a program', () => {
  it('is taken out of its standard error, whatever that is and wherever it was cut', async () => {
    const endings = fc.constantFrom(
      [`${marker} 0 1.23\n`, { exitCode: 0, signal: null, elapsedMs: 1230 }] as const,
      [
        `Command exited with non-zero status 137\n${marker} 137 0.00\n`,
        { exitCode: 137, signal: null, elapsedMs: 0 },
      ] as const,
      [
        `Command terminated by signal 11\n${marker} 0 75.09\n`,
        { exitCode: null, signal: 'SIGSEGV', elapsedMs: 75_090 },
      ] as const,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(tricky),
        endings,
        fc.array(tricky),
        fc.array(fc.nat(), { maxLength: 30 }),
        async (before, [ending, outcome], after, cuts) => {
          const body = before.join('');
          // The line would be taken for the report's own.
          fc.pre(ending.startsWith('Command') || !/Command [a-z -]+ \d+\n$/.test(body));
          const wire = Buffer.from(`${start}${body}${ending}${after.join('')}`);
          expect(await read(cut(wire, cuts))).toEqual({
            stderr: `${body}${after.join('')}`,
            started: { waiter: 12, adopter: 7 },
            ended: outcome,
          });
        },
      ),
    );
  });

  it('may be missing: then everything is passed on', async () => {
    const said = 'OCI runtime exec failed: no such file\n';
    expect(await read([Buffer.from(said)])).toEqual({ stderr: said, started: null, ended: null });
    const killed = await read([Buffer.from(`${start}half a li`)]);
    expect(killed).toMatchObject({ stderr: 'half a li', started: { waiter: 12 }, ended: null });
    expect(await read([Buffer.from(marker)])).toMatchObject({ stderr: marker, started: null });
  });
});
