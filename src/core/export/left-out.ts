import type { Lab, ResolvedCase } from '../lab/lab.ts';
import { netemLine } from './netem-line.ts';

/** What a lab says and a compose file can't, a line for each. */
export function leftOut(lab: Lab, resolved: ResolvedCase): string[] {
  const others = lab.cases.filter(({ name }) => name !== resolved.name).map(({ name }) => name);
  const ready = resolved.programs.filter((program) => program.ready !== null).map(({ name }) => name);
  const timed = resolved.nodes.filter(({ limits }) => limits.timeMs !== null).map(({ name }) => name);
  const traced = resolved.nodes.filter(({ trace }) => trace).map(({ name }) => name);
  const redirected = resolved.nodes.flatMap(({ name, localhost }) =>
    localhost === null ? [] : [`127.0.0.1 on ${name} doesn't reach ${localhost}`],
  );
  return [
    ...resolved.traffic.map(
      ({ name, kind, from, to }) => `traffic ${name}: Wirelab's own ${kind} from ${from} to ${to}`,
    ),
    ...resolved.links.flatMap((link) =>
      link.ends.flatMap(({ node, impairment }) =>
        netemLine(impairment).leftOut.map((part) => `link ${link.name} from ${node}: ${part}`),
      ),
    ),
    ...(resolved.faults.length === 0 ? [] : [`${count(resolved.faults.length, 'scripted fault')}`]),
    ...(resolved.timeline.length === 0
      ? []
      : [`${count(resolved.timeline.length, 'change')} of the timeline`]),
    ...redirected,
    ...(ready.length === 0 ? [] : [`waiting until ${ready.join(', ')} is ready: all start at once`]),
    ...(timed.length === 0 ? [] : [`the limit of processor time on ${timed.join(', ')}`]),
    ...(traced.length === 0 ? [] : [`system call traces of ${traced.join(', ')}`]),
    'seeded randomness, fixed neighbour entries, pinned TCP settings',
    `what is expected and measured (${count(resolved.expectations.length, 'expectation')})`,
    ...(others.length === 0 ? [] : [`the lab's other cases, which --case chooses: ${others.join(', ')}`]),
    ...(lab.submission === null ? [] : ["students' programs: put them on the node by hand"]),
  ];
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
