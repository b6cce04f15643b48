import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunEvent } from '../../src/core/event/event.ts';
import { createReporter } from '../../src/report/create-reporter.ts';
import { describeWith } from '../support/requires.ts';
import { temporaryFolder } from './files.ts';
import { gradedRun, runOf, spoiltRun, stoppedRun } from './graded-run.ts';
import { hostileRun, hostileTexts, reportOf } from './hostile-run.ts';
import { readByPython } from './outside-reader.ts';
import { eventfulRun, TextSink } from './synthetic-run.ts';

const folder = temporaryFolder();
const text = z.string();
const points = z.number().min(0);
const visibility = z.enum(['hidden', 'after_due_date', 'after_published', 'visible']);
const format = z.enum(['text', 'html', 'simple_format', 'md', 'ansi']);

/** By the platforms' documentation; strict, so that a field they don't know is found. */
const schemas = {
  gradescope: z.strictObject({
    score: points,
    execution_time: points,
    output: text,
    output_format: format,
    test_output_format: format,
    test_name_format: format,
    visibility,
    stdout_visibility: visibility,
    extra_data: z.record(text, z.unknown()),
    tests: z.array(
      z
        .strictObject({
          score: points,
          max_score: points,
          status: z.enum(['passed', 'failed']),
          name: text,
          number: z.string().regex(/^\d+\.\d+$/),
          output: text,
          visibility: z.literal('visible'),
        })
        .refine(({ score, max_score }) => score <= max_score),
    ),
  }),
  prairielearn: z.union([
    z.strictObject({
      gradable: z.literal(true),
      score: z.number().min(0).max(1),
      message: text,
      output: text,
      tests: z.array(
        z.strictObject({
          name: text,
          description: text,
          points,
          max_points: points,
          message: text,
          output: text,
        }),
      ),
    }),
    z.strictObject({
      gradable: z.literal(false),
      format_errors: z.array(text),
      message: text,
      output: text,
      tests: z.array(z.unknown()),
    }),
  ]),
  // CodeRunner takes no other field in the outcome of a combinator.
  coderunner: z
    .strictObject({
      fraction: z.number().min(0).max(1),
      prologuehtml: text,
      testresults: z.tuple([z.array(text)], z.array(z.union([text, z.number()]))),
      columnformats: z.array(z.enum(['%s', '%h'])),
      epiloguehtml: text,
    })
    .refine(({ testresults: [header], columnformats }) => {
      const shown = header.filter((name) => name !== 'iscorrect' && name !== 'ishidden');
      return shown.length === columnformats.length;
    }),
};

const python = 'import json, sys; print(json.dumps(json.loads(sys.stdin.buffer.read().decode())))';

describeWith(['python3'], 'reports for graders', () => {
  it.each(['gradescope', 'prairielearn', 'coderunner'] as const)(
    '%s fits what is documented',
    async (name) => {
      for (const events of [
        gradedRun,
        spoiltRun('invalid'),
        eventfulRun('pass'),
        hostileRun(hostileTexts(100)),
      ]) {
        schemas[name].parse(readByPython(python, await reportOf(name, events)));
      }
    },
  );

  it("autolab's last two lines are its presentation and its scores", async () => {
    for (const events of [gradedRun, hostileRun(hostileTexts(100))]) {
      const lines = (await reportOf('autolab', events)).trimEnd().split('\n');
      expect(readByPython(python, lines.at(-2) ?? '')).toMatchObject({ _presentation: 'semantic' });
      expect(readByPython(python, lines.at(-1) ?? '')).toMatchObject({ scores: {} });
      for (const line of lines.slice(0, -2)) expect(line).not.toMatch(/^\s*\{/);
    }
  });
});

describe('the reporter gradescope', () => {
  it('gives points and hides the hidden, not the total', async () => {
    const results = JSON.parse(await reportOf('gradescope', gradedRun));
    expect(results.score).toBe(3.5);
    expect(results.tests).toMatchObject([
      { number: '1.1', score: 1, max_score: 1, status: 'passed' },
      { number: '1.2', score: 1.5, max_score: 2, status: 'failed' },
      { number: '1.3', score: 0, max_score: 1, status: 'failed' },
      { number: '2.1', name: 'lossy link', score: 0, max_score: 2, status: 'failed' },
      { number: '3.1', name: 'secret link: hidden expectation 1', score: 1, max_score: 1 },
      { number: '3.2', name: 'secret link: hidden expectation 2', score: 0, max_score: 1 },
    ]);
    expect(results.tests[2].output).toBe(
      "FAIL: client.exit_code is fail, expected is 0\nThe same again: wirelab run tcp-vs-udp --case 'clean link' --seed 417",
    );
  });

  /** What the file holds, if it is there, once it has been written after each event. */
  async function statesOf(events: readonly RunEvent[], end: boolean): Promise<unknown[]> {
    const states: unknown[] = [];
    for (let count = 1; count <= events.length; count += 1) {
      const file = join(folder, `results-${events.length}-${count}.json`);
      const { reporter } = createReporter({ name: 'gradescope', file }, new TextSink(), { color: false });
      for (const event of events.slice(0, count)) reporter.onEvent(event);
      await reporter.close();
      states.push(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);
    }
    return end ? states.slice(-1) : states;
  }

  it('has results after every event of a run, for a run that is killed there', async () => {
    const states = await statesOf(gradedRun, false);
    for (const state of states) schemas.gradescope.parse(state);
    const scores = states.map((state) => (state as { score: number }).score);
    expect([...new Set(scores)]).toEqual([0, 2.5, 3.5]);
  });

  it('writes after every case, without waiting for the end', async () => {
    const file = join(folder, 'partial.json');
    const { reporter } = createReporter({ name: 'gradescope', file }, new TextSink(), { color: false });
    const firstEnd = gradedRun.findIndex(({ type }) => type === 'case-ended');
    for (const event of gradedRun.slice(0, firstEnd + 1)) reporter.onEvent(event);
    await expect
      .poll(() => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).score : null))
      .toBe(2.5);
    for (const event of gradedRun.slice(firstEnd + 1)) reporter.onEvent(event);
    await reporter.close();
    expect(JSON.parse(readFileSync(file, 'utf8')).score).toBe(3.5);
  });

  it('keeps what it had of a run that was stopped', async () => {
    const results = JSON.parse(await reportOf('gradescope', stoppedRun()));
    expect(results.score).toBe(2.5);
    expect(results.output).toContain('the run was stopped by SIGTERM: 2.5 of 4 points so far');
    expect(results.tests.at(-1)).toMatchObject({ name: 'never begun', score: 0, status: 'failed' });
  });

  it('takes its file back where the machine failed: there shall be no score', async () => {
    expect(await statesOf(spoiltRun('infra'), true)).toEqual([null]);
  });

  it('gives up detail before it becomes too large', async () => {
    const long = 'x'.repeat(4000);
    const cases = Array.from({ length: 200 }, (_, index) => ({
      name: `case ${index}`,
      outcomes: [{ verdict: 'fail' as const, message: long }],
      ended: { verdict: 'fail' as const, points: 0, of: 1, sentences: [long] },
      output: long,
    }));
    for (const name of ['gradescope', 'prairielearn', 'markdown']) {
      const report = await reportOf(name, runOf(cases, 'fail'));
      expect(Buffer.byteLength(report)).toBeLessThanOrEqual(900 * 1024);
      expect(report).toContain('case 199');
    }
  });
});

describe('the reporter autolab', () => {
  it('has a problem for each case', async () => {
    const lines = (await reportOf('autolab', gradedRun)).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      scores: { 'clean link': 2.5, 'lossy link': 0, 'secret link': 1 },
      scoreboard: [3.5, 2.5, 0, 1],
    });
    expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject({
      stages: ['clean link', 'lossy link', 'secret link'],
      'lossy link': { 'lossy link': { passed: false, hint: 'client.exit_code is fail, expected is 0' } },
    });
  });

  it('gives no scores where there are none to give', async () => {
    for (const events of [spoiltRun('infra'), stoppedRun()]) {
      const last = (await reportOf('autolab', events)).trimEnd().split('\n').at(-1) ?? '';
      expect(() => JSON.parse(last)).toThrow(SyntaxError);
    }
  });
});

describe('the reporters prairielearn and coderunner', () => {
  it('give a ratio', async () => {
    expect(JSON.parse(await reportOf('prairielearn', gradedRun))).toMatchObject({ score: 3.5 / 8 });
    expect(JSON.parse(await reportOf('coderunner', gradedRun))).toMatchObject({ fraction: 3.5 / 8 });
    expect(JSON.parse(await reportOf('coderunner', eventfulRun('pass')))).toMatchObject({ fraction: 1 });
  });

  it('take no attempt for a submission that could not be run', async () => {
    const report = JSON.parse(await reportOf('prairielearn', spoiltRun('invalid')));
    expect(report).toMatchObject({ gradable: false });
    expect(report).not.toHaveProperty('score');
    expect(JSON.stringify(report.tests)).toContain('client.c does not compile');
  });

  it.each(['prairielearn', 'coderunner'])('say nothing where the machine failed: %s', async (name) => {
    expect(await reportOf(name, spoiltRun('infra'))).toBe('');
    expect(await reportOf(name, stoppedRun())).toBe('');
  });

  it("escape what is HTML of CodeRunner's", async () => {
    const { prologuehtml, epiloguehtml } = JSON.parse(
      await reportOf('coderunner', hostileRun(hostileTexts(300))),
    );
    const tags = [...`${prologuehtml}${epiloguehtml}`.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(['<p>', '</p>', '<h5>', '</h5>', '<pre>', '</pre>']));
  });
});
