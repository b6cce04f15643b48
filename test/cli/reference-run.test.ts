import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ProgramSpec, ResolvedCase } from '../../src/core/lab/lab.ts';
import { foldResult, type RunResult } from '../../src/core/result/result.ts';
import { FabricEmulator } from '../../src/emulator/fabric/fabric-emulator.ts';
import { loadLab } from '../../src/lab-source/lab-source.ts';
import { EventStream } from '../../src/run/event-stream.ts';
import { runLab } from '../../src/run/lab-run.ts';
import { namespacesRuntime } from '../../src/runtime/namespaces/namespaces-runtime.ts';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

const lab = `
lab: relative
seed: 4
nodes:
  a: {}
  b: {}
programs:
  app: {node: a, run: "echo took 3 s"}
links: {l: {ends: [a, b]}}
submission: {node: b, reference: solution, languages: {sh: {when: app.sh, run: [sh, app.sh]}}}
measure: {took: {stdout: app, matches: "took (\\\\d+) s", unit: s}}
expect:
  - {metric: took, at-most: {metric: took, of: reference, times: 1.5}}
cases:
  - {case: once}
  - {case: thrice, repeat: {times: 2}}
  - {case: by itself, expect: [{metric: took, is: 3s}]}
`;

/** The lab's program replaced by another's, as a reference solution's is. */
function replaced(run: string): (resolved: ResolvedCase) => ResolvedCase {
  const program = (spec: ProgramSpec): ProgramSpec => ({ ...spec, argv: ['sh', '-c', run] });
  // A submission's main program is put in place by others.
  return (resolved) => ({ ...resolved, programs: resolved.programs.filter(isApp).map(program) });
}

const isApp = ({ name }: ProgramSpec): boolean => name === 'app';

async function run(place: Workplace, reference: string): Promise<{ result: RunResult; stream: EventStream }> {
  mkdirSync(join(place.folder, 'solution'));
  const found = loadLab(place.write('lab.yaml', lab), {
    overrides: [],
    seed: null,
    timeLimitMs: null,
    emulator: 'fabric',
    strict: false,
  });
  if (found.lab === null) throw new Error(JSON.stringify(found.diagnostics));
  const asGraded = replaced('echo took 3 s');
  const stream = new EventStream();
  await using emulator = new FabricEmulator();
  await runLab({
    lab: { ...found.lab, cases: found.lab.cases.map(asGraded) },
    runtime: namespacesRuntime(),
    emulator,
    facts: {},
    stream,
    folder: place.folder,
    capture: false,
    abort: new AbortController().signal,
    onControls: () => {},
    withReference: replaced(reference),
    submission: null,
    repeatWith: [],
  });
  return { result: foldResult(stream.events), stream };
}

describeWith(['namespaces', 'tun'], 'a reference solution', () => {
  it('runs before each case that is compared with it, under the same seed, and tells its figures alone', async () => {
    using place = new Workplace();
    const { result, stream } = await run(place, 'echo took 2 s');
    expect(result.verdict).toBe('pass');
    expect(result.cases.map(({ expectations }) => expectations[0]?.message)).toEqual([
      expect.stringContaining('(here 3 s)'),
      expect.stringContaining('(here 3 s)'),
      'took is 3 s, expected 3s',
    ]);
    const order = stream.events.flatMap((event) =>
      event.type === 'reference-measured' || event.type === 'case-started'
        ? [`${event.type} ${event.case} ${event.seed}`]
        : [],
    );
    expect(order).toEqual([
      'reference-measured once 4',
      'case-started once 4',
      'reference-measured thrice 4',
      'case-started thrice 4',
      'reference-measured thrice 5',
      'case-started thrice 5',
      'case-started by itself 4',
    ]);
    const figures = stream.events.flatMap((event) =>
      event.type === 'reference-measured' ? [event.metrics] : [],
    );
    expect(figures).toEqual([{ took: 2 }, { took: 2 }, { took: 2 }]);
  });

  it('fails who takes longer than it allows', async () => {
    using place = new Workplace();
    const { result } = await run(place, 'echo took 1 s');
    expect(result.cases.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'pass']);
  });

  it('that tells no figure makes the case invalid, not failed', async () => {
    using place = new Workplace();
    const { result, stream } = await run(place, 'echo quickly');
    expect(result.cases.map(({ verdict }) => verdict)).toEqual(['invalid', 'invalid', 'pass']);
    const reasons = stream.events.flatMap((event) => (event.type === 'case-ended' ? [event.reason] : []));
    expect(reasons[0]).toBe(
      "the reference solution: took has no number: what was printed doesn't match /took (\\d+) s/",
    );
  });
});
