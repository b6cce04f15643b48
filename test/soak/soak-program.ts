/**
 * Grades the right and the wrong solutions of every graded lab over and over, and counts verdicts that are wrong or
 * that change from one round to the next. Ends with 1 if there was any, and leaves nothing behind.
 *
 * npm run soak -- [--rounds 10] [--jobs 2] [--busy] [--lab NAME ...]
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { readGrading } from '../labs/grading.ts';
import { knownLabs, labsToSoak, type SoakLab } from './solutions.ts';
import { type Run, Tally } from './tally.ts';

const bin = fileURLToPath(new URL('../../bin/wirelab.js', import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    jobs: { type: 'string', default: '2' },
    busy: { type: 'boolean', default: false },
    lab: { type: 'string', multiple: true, default: [] },
  },
});
const rounds = Number(values.rounds);
const unknown = values.lab.find((name) => !knownLabs().includes(name));
if (!Number.isInteger(rounds) || rounds < 1 || unknown !== undefined) {
  const problem = unknown === undefined ? '--rounds is a whole number' : `there is no graded lab ${unknown}`;
  process.stderr.write(`${problem}; there are ${knownLabs().join(', ')}\n`);
  process.exit(2);
}

const tally = new Tally();
let grading: ChildProcess | null = null;
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopped = true;
    // The terminal sends Ctrl-C to both.
    if (signal !== 'SIGINT' || process.stdin.isTTY !== true) grading?.kill(signal);
  });
}
/** Threads, which end with this process however it ends. */
const loops = values.busy ? [0, 1].map(() => new Worker('for (;;);', { eval: true })) : [];

const labs = labsToSoak(values.lab);
for (let round = 1; round <= rounds && !stopped; round += 1) {
  for (const lab of labs) {
    if (stopped) break;
    const runs = await gradeOnce(lab);
    for (const run of runs) {
      const finding = tally.add(run);
      if (finding !== null) process.stderr.write(`${finding}\n`);
    }
    process.stderr.write(`round ${round} of ${rounds}, ${lab.name}: ${runs.length} graded\n`);
  }
}
await Promise.all(loops.map((loop) => loop.terminate()));
process.stdout.write(`${tally.lines().join('\n')}\n`);
for (const finding of tally.findings) process.stdout.write(`${finding}\n`);
process.exitCode = tally.findings.length > 0 ? 1 : stopped ? 130 : 0;

async function gradeOnce({ name: lab, folder, solutions }: SoakLab): Promise<Run[]> {
  const out = mkdtempSync(join(tmpdir(), 'wirelab-soak-'));
  try {
    const handedIn = [...solutions.values()].flatMap((solution) => ['--submission', solution.folder]);
    const args = [bin, 'grade', folder, '--jobs', values.jobs, '--out', out, ...handedIn];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    grading = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await new Promise((resolve) => child.on('close', resolve));
    const graded = readGrading(out);
    if (graded === null) {
      if (!stopped) throw new Error(`${lab} could not be graded:\n${said}`);
      return [];
    }
    return [...graded].flatMap(([submission, { grade, result, repeated }]) => {
      const solution = solutions.get(submission);
      if (solution === undefined || grade.verdict === 'not-graded') return [];
      const { kind, deserved } = solution;
      return [{ lab, kind, grade, result, deserved, repeated }];
    });
  } finally {
    grading = null;
    rmSync(out, { recursive: true, force: true });
  }
}
