/** A lab with a submission's programs in place. */

import type { Lab, NodeSpec, ProgramSpec, ResolvedCase, SubmissionLanguage } from '../lab/lab.ts';
import { isLanguageImage } from '../lab/own-image.ts';

interface Submitted {
  readonly language: SubmissionLanguage;
  /** A tar archive on this machine: what its nodes have in /home/lab. */
  readonly home: string;
  /** What the reference does wrong is no student's fault. */
  readonly by: 'student' | 'reference';
}

/** Where a submission is built and run, in its nodes. */
export const homeFolder = '/home/lab';

/** Every case with the submission's programs as the main programs of its nodes. */
export function gradedLab(lab: Lab, submitted: Submitted): Lab {
  const nodes = lab.submission?.nodes ?? [];
  return { ...lab, cases: lab.cases.map((resolved) => gradedCase(resolved, nodes, submitted)) };
}

function gradedCase(
  resolved: ResolvedCase,
  nodes: readonly string[],
  { language, home, by }: Submitted,
): ResolvedCase {
  const isTheirs = (name: string) => nodes.includes(name);
  const brought = (program: ProgramSpec): ProgramSpec => ({
    ...program,
    argv: language.run[program.node] ?? [],
    folder: homeFolder,
    submitted: by === 'student',
  });
  return {
    ...resolved,
    nodes: resolved.nodes.map(
      (node): NodeSpec => (isTheirs(node.name) ? { ...nodeOfLanguage(node, language), home } : node),
    ),
    programs: resolved.programs.map((program) =>
      isTheirs(program.node) && program.name === program.node ? brought(program) : program,
    ),
  };
}

/** The same cases with the reference in place, whatever was in place of it. */
export function referenceCases(
  lab: Lab,
  reference: Omit<Submitted, 'by'>,
): (resolved: ResolvedCase) => ResolvedCase {
  const cases = new Map(
    gradedLab(lab, { ...reference, by: 'reference' }).cases.map((resolved) => [resolved.name, resolved]),
  );
  return ({ name }) => {
    const resolved = cases.get(name);
    if (resolved === undefined) throw new Error(`Internal error: the lab has no case ${name}`);
    return resolved;
  };
}

/** A node of a submission's: to build the language and to run it, its image must hold that. */
export function nodeOfLanguage(node: NodeSpec, { name, image }: SubmissionLanguage): NodeSpec {
  return { ...node, image: image ?? node.image ?? (isLanguageImage(name) ? `wirelab/${name}` : null) };
}

/** What the lab is worth, however it goes. */
export function pointsAtStake(lab: Lab): number {
  const cents = lab.cases.reduce((sum, resolved) => sum + Math.round(pointsOfCase(resolved) * 100), 0);
  return cents / 100;
}

export function pointsOfCase({ points, expectations }: ResolvedCase): number {
  return points ?? expectations.reduce((sum, expectation) => sum + expectation.points, 0);
}
