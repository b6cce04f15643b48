import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event/event.ts';
import { githubReporter } from '../../src/report/github/github.ts';
import { temporaryFolder } from './files.ts';
import { type GradedCase, gradedRun, runOf, spoiltRun } from './graded-run.ts';
import { hostileRun, hostileTexts } from './hostile-run.ts';
import { eventfulRun, TextSink } from './synthetic-run.ts';

const folder = temporaryFolder();

interface Classroom {
  readonly status: string;
  readonly max_score: number;
  readonly tests: readonly { name: string; status: string; score: number; message: string }[];
}

async function step(events: readonly RunEvent[]) {
  const sink = new TextSink();
  const [summaryFile, outputFile] = [join(folder, 'summary.md'), join(folder, 'output')];
  writeFileSync(summaryFile, 'of an earlier command\n');
  writeFileSync(outputFile, 'a=b\n');
  const reporter = githubReporter(sink, { summaryFile, outputFile, fence: 'f3nc3' });
  for (const event of events) reporter.onEvent(event);
  await reporter.close();
  const [first, result = ''] = readFileSync(outputFile, 'utf8').split('\n');
  expect(first).toBe('a=b');
  const classroom = JSON.parse(
    Buffer.from(result.replace('result=', ''), 'base64').toString('ascii'),
  ) as Classroom;
  return { log: sink.text, summary: readFileSync(summaryFile, 'utf8'), classroom };
}

/** The commands that the runner takes from a log: by its documentation, and those between fences not. */
function commandsIn(log: string): string[] {
  const commands: string[] = [];
  let fence: string | null = null;
  for (const line of log.split(/\r\n|\r|\n/).map((text) => text.trim())) {
    if (fence !== null) {
      if (line === `::${fence}::`) fence = null;
    } else if (line.startsWith('::stop-commands::')) fence = line.slice('::stop-commands::'.length);
    else if (line.startsWith('::') || /##[\w.]*\[/.test(line)) commands.push(line);
  }
  return commands;
}

describe('the reporter github', () => {
  it('annotates what failed, worst first, and the score', async () => {
    const { log, summary } = await step(gradedRun);
    expect(commandsIn(log)).toEqual([
      '::error title=FAIL clean link%3A client.exit_code is 0::client.exit_code is fail, expected is 0%0A' +
        "The same again: wirelab run tcp-vs-udp --case 'clean link' --seed 417",
      '::error title=FAIL lossy link::client.exit_code is fail, expected is 0%0A' +
        "The same again: wirelab run tcp-vs-udp --case 'lossy link' --seed 417",
      "::error title=FAIL secret link%3A hidden expectation 2::hidden expectation 2 doesn't hold",
      '::error title=PARTIAL clean link%3A download.goodput credit::' +
        'download.goodput is partial, expected credit%0A' +
        "The same again: wirelab run tcp-vs-udp --case 'clean link' --seed 417",
      '::notice title=tcp-vs-udp::PARTIAL, 3.5 of 8 points',
    ]);
    expect(summary).toMatch(/^of an earlier command\n## <code>tcp-vs-udp<\/code>/);
  });

  it('shows nine of many, and how many more, because GitHub drops what is over ten', async () => {
    const failing = (_: unknown, index: number): GradedCase => ({
      name: `case ${index}`,
      outcomes: [{ verdict: 'fail' }],
      ended: { verdict: 'fail', points: 0, of: 1 },
    });
    const errors = async (count: number) => {
      const { log } = await step(runOf(Array.from({ length: count }, failing), 'fail'));
      return commandsIn(log).filter((line) => line.startsWith('::error'));
    };
    expect(await errors(10)).toHaveLength(10);
    const many = await errors(30);
    expect(many).toHaveLength(10);
    expect(many.at(-1)).toBe("::error title=tcp-vs-udp::and 21 more: the step's summary has them all");
  });

  it('takes no commands from hostile text', async () => {
    const { log } = await step(hostileRun(hostileTexts(300)));
    const commands = commandsIn(log);
    expect(commands).toHaveLength(11);
    for (const command of commands) {
      expect(command).toMatch(/^::(error|notice) title=[^,:]*::[^\r\n]*$/);
      expect(command).not.toMatch(/%(?!25|0A|3A|2C)/);
    }
    expect(log.match(/f3nc3/g)).toHaveLength(2);
  });

  it('works outside of GitHub', async () => {
    const sink = new TextSink();
    const reporter = githubReporter(sink, { summaryFile: undefined, outputFile: '', fence: 'x' });
    for (const event of eventfulRun('pass')) reporter.onEvent(event);
    await reporter.close();
    expect(commandsIn(sink.text)).toEqual(['::notice title=tcp-vs-udp::PASS, 1 of 1 point']);
  });

  it('tells which file can not be written', async () => {
    const missing = join(folder, 'no/such/summary');
    const reporter = githubReporter(new TextSink(), {
      summaryFile: missing,
      outputFile: undefined,
      fence: 'x',
    });
    for (const event of eventfulRun('pass')) reporter.onEvent(event);
    await expect(reporter.close()).rejects.toThrow(`${missing} can't be written`);
  });
});

describe("Classroom's form", () => {
  /** What Classroom shows, and what its report notice sums up. */
  function bothScores({ tests, max_score }: Classroom): [number, number] {
    const passed = tests.filter(({ status }) => status === 'pass').length;
    return [(passed / tests.length) * max_score, tests.reduce((sum, { score }) => sum + score, 0)];
  }

  it('comes to the same score both ways', async () => {
    const { classroom } = await step(gradedRun);
    expect(classroom).toMatchObject({ status: 'fail', max_score: 8 });
    expect(classroom.tests).toHaveLength(16);
    expect(classroom.tests[1]?.name).toBe('clean link: client.stdout is "hello" [2/2]');
    expect(bothScores(classroom)).toEqual([3.5, 3.5]);
  });

  it('survives a reader of ASCII', async () => {
    const name = 'Größe 世界 😀';
    const ended = { verdict: 'pass' as const, points: 1, of: 1 };
    const { classroom } = await step(runOf([{ name, points: 1, outcomes: [], ended }], 'pass'));
    expect(classroom.tests.map((test) => test.name)).toEqual([name]);
  });

  it.each([
    ['thirds of a point', [0.33, 0.66, 1], 3, 1.98],
    ['nothing', [0, 0], 2, 0],
    ['everything', [1, 1], 2, 2],
  ])('with %s', async (_what, earned, of, sum) => {
    const outcomes = earned.map((points, index) => ({
      verdict: points === 1 ? ('pass' as const) : ('partial' as const),
      metric: `a.${index}`,
      points,
    }));
    const total = earned.reduce((all, next) => all + next, 0);
    const verdict = total === of ? 'pass' : 'partial';
    const { classroom } = await step(
      runOf([{ name: 'main', outcomes, ended: { verdict, points: total, of } }], verdict),
    );
    const [shown, reported] = bothScores(classroom);
    expect(classroom.tests.length).toBeLessThanOrEqual(200);
    expect(shown).toBeCloseTo(reported, 9);
    expect(reported).toBeLessThanOrEqual(sum + 1e-9);
    expect(reported).toBeGreaterThan(sum - 0.1);
  });

  it('has a test even where nothing gives points', async () => {
    const outcomes = [{ verdict: 'pass' as const, of: 0, points: 0 }];
    const ended = { verdict: 'pass' as const, points: 0, of: 0 };
    const { classroom } = await step(runOf([{ name: 'main', outcomes, ended }], 'pass'));
    expect(classroom).toMatchObject({ status: 'pass', max_score: 0, tests: [{ status: 'pass', score: 0 }] });
  });

  it.each(['infra', 'invalid'] as const)('calls %s an error', async (verdict) => {
    const { classroom } = await step(spoiltRun(verdict));
    expect(classroom.status).toBe('error');
    expect(classroom.tests.at(-1)).toMatchObject({ status: 'error', score: 0 });
  });
});
