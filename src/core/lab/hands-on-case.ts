/** What of a case is there for people to try things on: its topology, its impairments and its services. */

import type { ResolvedCase } from './lab.ts';

/** Without traffic, without programs that nobody waits to be ready, without anything that is measured or judged. */
export function handsOnCase(resolved: ResolvedCase): ResolvedCase {
  const programs = resolved.programs.filter(({ ready, argv }) => ready !== null && argv.length > 0);
  const runs = (name: string) => programs.some((program) => program.name === name);
  return {
    ...resolved,
    // Of system calls there is nobody to report.
    nodes: resolved.nodes.map((node) => ({ ...node, trace: false })),
    programs: programs.map((program) => ({ ...program, service: true })),
    traffic: [],
    timeline: resolved.timeline.filter((entry) => entry.do === 'impair' || runs(entry.program)),
    measures: [],
    expectations: [],
  };
}
