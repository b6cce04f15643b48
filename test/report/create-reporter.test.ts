import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event/event.ts';
import { foldResult } from '../../src/core/result/result.ts';
import { createReporter, parseReporterOptions, reporterNames } from '../../src/report/create-reporter.ts';
import { temporaryFolder } from './files.ts';
import { eventfulRun, TextSink } from './synthetic-run.ts';

const folder = temporaryFolder();

describe('parseReporterOptions', () => {
  it.each<[string[], unknown]>([
    [[], []],
    [['plain'], [{ name: 'plain', file: null }]],
    [
      ['json=a=b.json', 'plain'],
      [
        { name: 'json', file: 'a=b.json' },
        { name: 'plain', file: null },
      ],
    ],
  ])('%j', (texts, options) => {
    expect(parseReporterOptions(texts)).toEqual(options);
  });

  it.each<[string[], string]>([
    [['xml'], `there is no reporter "xml"; there are ${reporterNames.join(', ')}`],
    [['constructor'], `there is no reporter "constructor"; there are ${reporterNames.join(', ')}`],
    [[''], `there is no reporter ""; there are ${reporterNames.join(', ')}`],
    [['plain='], '--reporter plain= names no file; leave out the = for standard output'],
    [
      ['plain', 'json'],
      'reporters plain and json both write to standard output: give one of them another file, as in --reporter json=FILE',
    ],
    [
      ['plain=x', 'json=x'],
      'reporters plain and json both write to x: give one of them another file, as in --reporter json=FILE',
    ],
  ])('%j is a problem', (texts, problem) => {
    expect(parseReporterOptions(texts)).toEqual({ problem });
  });

  it('knows the live view where there is one', () => {
    const names = ['tui', ...reporterNames];
    expect(parseReporterOptions(['tui'], names)).toEqual([{ name: 'tui', file: null }]);
    expect(parseReporterOptions(['tui=x'], names)).toEqual({
      problem: "reporter tui needs a terminal and can't write to a file",
    });
  });
});

describe('createReporter', () => {
  it('writes json once, at the end', async () => {
    const stdout = new TextSink();
    const { reporter } = createReporter({ name: 'json', file: null }, stdout, { color: false });
    for (const event of eventfulRun('fail')) reporter.onEvent(event);
    expect(stdout.text).toBe('');
    await reporter.close();
    expect(stdout.text.endsWith('\n')).toBe(true);
    expect(JSON.parse(stdout.text)).toEqual(foldResult(eventfulRun('fail')));
  });

  it('writes nothing about a run that never started', async () => {
    const stdout = new TextSink();
    await createReporter({ name: 'json', file: null }, stdout, { color: false }).reporter.close();
    expect(stdout.text).toBe('');
  });

  it('writes a file whole at the end, without colour', async () => {
    const file = join(folder, 'plain.txt');
    const stdout = new TextSink();
    const { name, reporter } = createReporter({ name: 'plain', file }, stdout, { color: true });
    for (const event of eventfulRun('fail')) reporter.onEvent(event);
    expect(existsSync(file)).toBe(false);
    await reporter.close();
    expect(name).toBe(`plain=${file}`);
    expect(readFileSync(file, 'utf8')).toMatch(/^tcp-vs-udp: [\s\S]*\nAll of it is in wirelab-runs\/one\n$/);
    expect(readFileSync(file, 'utf8')).not.toContain('\x1b');
    expect(stdout.text).toBe('');
  });

  it('writes no file after a failure', async () => {
    const file = join(folder, 'failed.txt');
    const { reporter } = createReporter({ name: 'plain', file }, new TextSink(), { color: false });
    const malformed = { at: 0, type: 'run-started', title: '' } as unknown as RunEvent;
    expect(() => reporter.onEvent(malformed)).toThrow(TypeError);
    await reporter.close();
    expect(existsSync(file)).toBe(false);
  });
});
