/** `wirelab show LAB`: what it is about, its topology, its cases and points. */

import { describeImpairment } from '../core/lab/describe-impairment.ts';
import type { Lab, ResolvedCase } from '../core/lab/lab.ts';
import { planFlows } from '../core/plan/flow-plan.ts';
import { safeLine, safeText } from '../core/text/safe-text.ts';
import { describeTopology } from '../run/case-topology.ts';
import { isUtf8Locale } from '../tui/glyphs.ts';
import { topologyPicture } from '../tui/topology-picture.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { readLab } from './read-lab.ts';

export async function showCommand(argument: string, io: CommandIo): Promise<number> {
  const lab = readLab(argument, {}, io);
  if (lab === null) return exitStatus.invalid;
  const columns = Math.max(40, process.stdout.columns ?? 80);
  io.stdout.write(`${describeLab(lab, { columns, unicode: isUtf8Locale(process.env) }).join('\n')}\n`);
  return exitStatus.allHold;
}

interface Width {
  readonly columns: number;
  readonly unicode: boolean;
}

function describeLab(lab: Lab, width: Width): string[] {
  const lines = [safeLine(`${lab.name}: ${lab.title}`), lab.file, ''];
  if (lab.about !== '') lines.push(...safeText(lab.about).trimEnd().split('\n'), '');
  let picture = '';
  for (const resolved of lab.cases) {
    const topology = describeTopology(resolved, planFlows(resolved));
    const drawn = topologyPicture(topology, { ...width, color: false });
    // Cases mostly share their topology: it is drawn again where it differs.
    if (drawn.join('\n') !== picture) lines.push(...drawn, ...addresses(resolved), '');
    picture = drawn.join('\n');
    lines.push(...describeCase(resolved, lab.seed), '');
  }
  return lines.slice(0, -1);
}

function addresses(resolved: ResolvedCase): string[] {
  return resolved.links.flatMap((link) =>
    link.ends.map((end) => {
      const own = [end.ipv4, end.ipv6].filter((address) => address !== null);
      const text = own.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(', ');
      return `  ${link.name} from ${end.node} (${end.device}, ${text}): ${describeImpairment(end.impairment)}`;
    }),
  );
}

function describeCase(resolved: ResolvedCase, seed: number): string[] {
  const flows = planFlows(resolved);
  const topology = describeTopology(resolved, flows);
  const sum = resolved.points ?? resolved.expectations.reduce((total, { points }) => total + points, 0);
  const repeats = resolved.repeat === null ? '' : `, ${resolved.repeat.times} times`;
  return [
    safeLine(
      `Case ${resolved.name}: ${sum} ${sum === 1 ? 'point' : 'points'}, seed ${seed}, at most ${resolved.timeLimitMs / 1000} s${repeats}`,
    ),
    ...topology.flows.map(
      ({ name, kind, from, to, port }) => `  ${name}: ${kind} from ${from} to ${to}, port ${port}`,
    ),
    ...resolved.programs.map(({ name, node, argv }) =>
      safeLine(
        `  ${name}: on ${node} runs ${argv.length === 0 ? 'what is handed in' : JSON.stringify(argv)}`,
      ),
    ),
    ...topology.timeline.map(({ atMs, text }) => safeLine(`  at ${atMs / 1000} s: ${text}`)),
    ...(resolved.hidden
      ? ['  what is expected is hidden']
      : resolved.expectations.map(({ metric, text, because }) =>
          safeLine(`  expects ${metric} ${text}${because === '' ? '' : `: ${because}`}`),
        )),
  ];
}
