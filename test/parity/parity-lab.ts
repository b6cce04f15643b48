/** The lab file of all scenarios: four nodes, a link between any two, and in each direction another scenario. */

import { changes } from './changes.ts';
import { delays } from './delays.ts';
import { losses } from './losses.ts';
import type { ParityCase } from './scenario.ts';

export const parityCases: readonly ParityCase[] = [losses, delays, changes];

const nodes = ['a', 'b', 'c', 'd'];
const links = ['ab', 'ac', 'ad', 'bc', 'bd', 'cd'];

/** By the lab file's rules a link is named for its ends in the order of the alphabet. */
const linkOf = (way: string) => way.split('').sort().join('');

/** JSON is YAML. */
export function parityLab(): string {
  const lab = {
    lab: 'parity',
    title: 'The same asked of every runtime and every emulator',
    seed: 11,
    time: '120s',
    nodes: Object.fromEntries(nodes.map((node) => [node, {}])),
    links: Object.fromEntries(links.map((link) => [link, { ends: link.split('') }])),
    cases: parityCases.map(caseOf),
  };
  return `${JSON.stringify(lab, null, 2)}\n`;
}

function caseOf({ name, scenarios, timeline, idle }: ParityCase) {
  const from: Record<string, Record<string, unknown>> = {};
  for (const { way, impairment } of scenarios) {
    const [sender = ''] = way;
    const link = linkOf(way);
    from[link] = { ...from[link], [sender]: { ...(from[link]?.[sender] as object), ...impairment } };
  }
  const flows = scenarios.flatMap(({ way, traffic }) => {
    const [sender, receiver] = way;
    return traffic.map((one) => [one.flow, { ...one.traffic, from: sender, to: receiver }] as const);
  });
  return {
    case: name,
    links: Object.fromEntries(Object.entries(from).map(([link, ends]) => [link, { from: ends }])),
    traffic: Object.fromEntries(flows),
    timeline: timeline.map(({ way, entry }) => ({ ...entry, link: linkOf(way) })),
    expect: [{ metric: `${idle}.lost`, is: 0 }],
  };
}
