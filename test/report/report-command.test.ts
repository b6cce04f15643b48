import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/commands/program.ts';
import { reportCommand } from '../../src/commands/report.ts';
import type { RunEvent } from '../../src/core/event/event.ts';
import { createReporter, reporterNames } from '../../src/report/create-reporter.ts';
import { eventLogWriter } from '../../src/report/event-log-writer.ts';
import { fanOut } from '../../src/report/fan-out.ts';
import { temporaryFolder } from './files.ts';
import { gradedRun } from './graded-run.ts';
import { reportOf } from './hostile-run.ts';
import { eventfulRun, TextSink } from './synthetic-run.ts';

const folder = temporaryFolder();

/** Leaves a run's folder and returns what the reporters said at the time. */
async function runIn(
  name: string,
  events: readonly RunEvent[],
): Promise<{ path: string; plain: string; json: string }> {
  const path = join(folder, name);
  mkdirSync(path);
  const [plain, json] = [new TextSink(), new TextSink()];
  const all = fanOut(
    [
      { name: 'events', reporter: eventLogWriter(join(path, 'events.ndjson')) },
      createReporter({ name: 'plain', file: null }, plain, { color: false }),
      createReporter({ name: 'json', file: null }, json, { color: false }),
    ],
    (_name, error) => {
      throw error;
    },
  );
  for (const event of events) all.onEvent(event);
  await all.close();
  return { path, plain: plain.text, json: json.text };
}

async function report(path: string, reporters: readonly string[] = []) {
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  const status = await reportCommand(path, { reporters }, { stdout, stderr });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

describe('wirelab report', () => {
  it.each(['pass', 'partial', 'fail', 'invalid', 'infra'] as const)(
    'makes the same text again, byte for byte, of a run with verdict %s',
    async (verdict) => {
      const run = await runIn(verdict, eventfulRun(verdict));
      expect(await report(run.path)).toEqual({ status: 0, stdout: run.plain, stderr: '' });
      expect(await report(run.path, ['json'])).toEqual({ status: 0, stdout: run.json, stderr: '' });
    },
  );

  it.each(reporterNames.filter((name) => name !== 'github'))('makes the report %s of it', async (name) => {
    const run = await runIn(`of-${name}`, gradedRun);
    const expected = { status: 0, stdout: await reportOf(name, gradedRun), stderr: '' };
    expect(expected.stdout).not.toBe('');
    expect(await report(run.path, [name])).toEqual(expected);
    const file = join(folder, `report.${name}`);
    expect(await report(run.path, [`${name}=${file}`])).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toBe(expected.stdout);
  });

  it('names all reporters in its help', () => {
    let help = '';
    const program = buildProgram(() => {});
    const command = program.commands.find((each) => each.name() === 'report');
    command?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    for (const name of ['tui', ...reporterNames]) expect(help).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('writes to files', async () => {
    const run = await runIn('files', eventfulRun('fail'));
    const [plain, json] = [join(folder, 'out.txt'), join(folder, 'out.json')];
    expect(await report(run.path, [`plain=${plain}`, `json=${json}`])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(plain, 'utf8')).toBe(run.plain);
    expect(readFileSync(json, 'utf8')).toBe(run.json);
  });

  it('makes what it can of a run that was killed', async () => {
    const run = await runIn('killed', eventfulRun('pass').slice(0, -2));
    const { status, stdout, stderr } = await report(run.path);
    expect({ status, stdout }).toEqual({ status: 0, stdout: run.plain });
    expect(stderr).toBe("wirelab: the run didn't come to its end, and neither does its log\n");
    appendFileSync(join(run.path, 'events.ndjson'), '{"at":9,"type":"case-');
    expect((await report(run.path)).stderr).toContain('breaks off in the middle of its last line');
  });

  it.each([
    ['an unknown reporter', ['xml'], 2, 'there is no reporter "xml"; there are plain, json'],
    ['the live view', ['tui'], 2, 'there is no reporter "tui"; there are plain, json'],
    ['a folder that is not there', ['plain=/nowhere/at/all.txt'], 3, "/nowhere/at/all.txt can't be written"],
  ])('says what is wrong with %s', async (what, reporters, status, problem) => {
    const run = await runIn(what, eventfulRun('pass'));
    const said = await report(run.path, reporters);
    expect(said).toMatchObject({ status, stdout: '' });
    expect(said.stderr).toContain(problem);
  });

  it('says what is wrong with a folder that is no run', async () => {
    const said = await report(folder);
    expect(said).toMatchObject({ status: 2, stdout: '' });
    expect(said.stderr).toContain("events.ndjson: is that a run's folder?");
  });
});
