/** LAB of the command line -> a lab with the cases that were asked for, and nothing in it that can't be run. */

import { dockerNeeds } from '../core/backend/docker-needs.ts';
import type { Lab } from '../core/lab/lab.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { type LabOptions, readLab } from './read-lab.ts';
import type { RunCommandOptions } from './run-options.ts';

/** @returns the lab; else the status to exit with, what is wrong being on standard error */
export function readRunnableLab(
  argument: string,
  options: LabOptions & Pick<RunCommandOptions, 'runtime' | 'case'>,
  io: CommandIo,
  how: 'run' | 'grade' | 'up',
): Lab | number {
  const refuse = (status: number, ...problems: readonly string[]): number => {
    for (const problem of problems) io.stderr.write(`wirelab: ${safeLine(`${argument}: ${problem}`)}\n`);
    return status;
  };
  const lab = readLab(argument, options, io);
  if (lab === null) return exitStatus.invalid;
  if (how === 'run' && lab.submission !== null) {
    return refuse(
      exitStatus.invalid,
      `its programs are for a student to bring: wirelab grade ${argument} --submission DIR`,
    );
  }
  if (how === 'grade' && lab.submission === null) {
    return refuse(exitStatus.invalid, 'it is no graded lab: it has no `submission:`');
  }
  const selected = selectCases(lab, options.case);
  if ('problem' in selected) return refuse(exitStatus.invalid, selected.problem);
  const needs = options.runtime === 'namespaces' ? dockerNeeds(selected) : [];
  if (needs.length > 0) {
    return refuse(exitStatus.environment, ...needs.map((need) => `${need}: use --runtime docker`));
  }
  return selected;
}

function selectCases(lab: Lab, names: readonly string[]): Lab | { readonly problem: string } {
  if (names.length === 0) return lab;
  const unknown = names.find((name) => !lab.cases.some((candidate) => candidate.name === name));
  if (unknown !== undefined) {
    const known = lab.cases.map(({ name }) => JSON.stringify(name)).join(', ');
    return { problem: `${lab.name} has no case ${JSON.stringify(unknown)}; it has ${known}` };
  }
  return { ...lab, cases: lab.cases.filter(({ name }) => names.includes(name)) };
}
