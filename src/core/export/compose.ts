/** A case of a lab as a plain compose file (compose-spec), for looking inside by hand. */

import { Document } from 'yaml';
import type { Lab, LinkSpec, ProgramSpec, ResolvedCase } from '../lab/lab.ts';
import { planNodes } from '../plan/node-plan.ts';
import type { NodePlan, SysctlPlan } from '../plan/plan.ts';
import { safeLine } from '../text/safe-text.ts';
import { networkDefinition } from './compose-network.ts';
import { leftOut } from './left-out.ts';
import { linkService } from './link-service.ts';
import type { SharedFiles } from './shared-files.ts';

export type ComposeExport =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

/** @param files is told of every file and folder that the compose file mounts */
export function composeFile(lab: Lab, resolved: ResolvedCase, files: SharedFiles): ComposeExport {
  const nodes = planNodes(resolved);
  const routed = nodes.some(({ spec }) => spec.forward);
  const networks: Record<string, object> = {};
  for (const link of resolved.links) {
    const network = networkDefinition(link, { internal: !routed });
    if (network === null) {
      return {
        ok: false,
        problem: `link ${link.name}: Docker's bridge needs an address of its own in the subnet, and none is free; give the link a larger \`subnet\``,
      };
    }
    networks[link.name] = network;
  }
  const services: Record<string, object> = {};
  for (const node of nodes) {
    const main = resolved.programs.find(({ name }) => name === node.spec.name) ?? null;
    services[node.spec.name] = nodeService(node, main, resolved.links, files);
    const link = linkService(node);
    // A dot, which no name of a lab has.
    if (link !== null) services[`${node.spec.name}.links`] = link;
  }
  for (const program of resolved.programs) {
    const node = nodes.find(({ spec }) => spec.name === program.node);
    if (node !== undefined && program.name !== program.node) {
      services[program.name] = {
        ...confinement(node),
        image: imageOf(node),
        network_mode: `service:${program.node}`,
        depends_on: [program.node],
        ...programOptions(program, node, files),
        ...(program.count === 1 ? {} : { scale: program.count }),
      };
    }
  }
  const document = new Document(escapeVariables({ services, networks }), { version: '1.1' });
  document.commentBefore = heading(lab, resolved, routed).map(commentLine).join('\n');
  return { ok: true, text: document.toString({ lineWidth: 0 }) };
}

function nodeService(
  node: NodePlan,
  main: ProgramSpec | null,
  links: readonly LinkSpec[],
  files: SharedFiles,
): object {
  const { spec } = node;
  const attached = links.flatMap((link) =>
    link.ends.filter((end) => end.node === spec.name).map((end) => ({ link, end })),
  );
  const addresses = attached.map(({ link, end }) => [
    link.name,
    {
      ...(end.ipv4 === null ? {} : { ipv4_address: end.ipv4.address }),
      ...(end.ipv6 === null ? {} : { ipv6_address: end.ipv6.address }),
    },
  ]);
  const sysctls = Object.fromEntries(node.sysctls.filter(isWanted).map(({ key, value }) => [key, value]));
  const hosts = [...firstAddresses(node)].map(([name, address]) => `${name}:${address}`);
  return {
    image: imageOf(node),
    hostname: spec.name,
    ...confinement(node),
    ...(main === null
      ? { ...started(['sleep', 'infinity'], {}, node), ...mounts(null, node, files) }
      : programOptions(main, node, files)),
    ...(Object.keys(sysctls).length === 0 ? {} : { sysctls }),
    ...(attached.length === 0 ? { network_mode: 'none' } : { networks: Object.fromEntries(addresses) }),
    ...(hosts.length === 0 || attached.length === 0 ? {} : { extra_hosts: hosts }),
  };
}

/** Pinned settings that a kernel doesn't have would keep the container from starting. */
function isWanted({ key, value, required }: SysctlPlan): boolean {
  return required || (key === 'net.ipv6.conf.all.forwarding' && value === '1');
}

function imageOf({ spec }: NodePlan): string {
  return spec.image ?? 'wirelab/base';
}

function confinement({ spec }: NodePlan): object {
  const { memoryBytes, pids, files } = spec.limits;
  return {
    init: true,
    cap_drop: ['ALL'],
    // An ordinary user's program would have none of them.
    ...(spec.capabilities.length === 0 ? {} : { cap_add: spec.capabilities, user: 'root' }),
    security_opt: ['no-new-privileges:true'],
    ...(spec.writable ? {} : { read_only: true, tmpfs: ['/tmp', '/run', '/home/lab:mode=1777'] }),
    ...(memoryBytes === null ? {} : { mem_limit: memoryBytes, memswap_limit: memoryBytes }),
    ...(pids === null ? {} : { pids_limit: pids }),
    ...(files === null ? {} : { ulimits: { nofile: files } }),
  };
}

function programOptions(program: ProgramSpec, node: NodePlan, files: SharedFiles): object {
  return {
    ...started(commandOf(program), program.env, node),
    ...mounts(program.stdin, node, files),
  };
}

/** As a run does it, whatever entry point, folder and HOME the image has. */
function started(argv: readonly string[], env: Readonly<Record<string, string>>, { spec }: NodePlan): object {
  return {
    entrypoint: argv,
    command: [],
    working_dir: spec.files === null ? '/home/lab' : '/lab',
    environment: { HOME: '/home/lab', LAB_NODE: spec.name, ...env },
  };
}

const stdinPath = '/mnt/stdin';

/** Constant scripts; the program's own words are their arguments. */
function commandOf({ argv, startAtMs, stdin }: ProgramSpec): readonly string[] {
  const wait = startAtMs > 0 ? `sleep ${startAtMs / 1000}; ` : '';
  const input = stdin === null ? '' : ` < ${stdinPath}`;
  return wait === '' && input === '' ? argv : ['sh', '-c', `${wait}exec "$@"${input}`, 'sh', ...argv];
}

function mounts(stdin: string | null, { spec }: NodePlan, files: SharedFiles): object {
  const volumes = [
    ...(spec.files === null ? [] : [`${files.share(spec.files)}:/lab:ro`]),
    ...(stdin === null ? [] : [`${files.share(stdin)}:${stdinPath}:ro`]),
  ];
  return volumes.length === 0 ? {} : { volumes };
}

/** Compose keeps one address for each name: the first, which is the nearest IPv4 address. */
function firstAddresses({ spec, hosts }: NodePlan): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const [address, name] of hosts) {
    if (name !== spec.name && !addresses.has(name)) addresses.set(name, address);
  }
  return addresses;
}

/** Compose puts variables in the place of `$`. */
function escapeVariables(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escapeVariables);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escapeVariables(each)]));
}

function heading(lab: Lab, resolved: ResolvedCase, routed: boolean): string[] {
  const names = resolved.nodes.map(({ name }) => name);
  return [
    `${lab.name}: ${lab.title}`,
    `Case ${resolved.name}, as plain containers, to look inside by hand: nothing is measured or judged here.`,
    '',
    '  wirelab images build            once, for the images wirelab/...',
    '  docker compose up -d            docker-compose up -d',
    `  docker compose exec ${names[0] ?? 'NODE'} sh`,
    '  docker compose logs -f',
    '  docker compose down',
    '',
    'Links are Docker networks. Impairments and routes are set by the services named *.links, with netem on what',
    "each node sends: they need the kernel module sch_netem, and end with tc's message where it is missing; the",
    'nodes then run on unimpaired links.',
    ...(routed
      ? [
          'The networks are not `internal`, for Docker drops what is routed across those: nodes can reach the outside.',
        ]
      : []),
    '',
    'Left out, for compose has no word for it:',
    ...leftOut(lab, resolved).map((line) => `- ${line}`),
  ];
}

function commentLine(line: string): string {
  return line === '' ? '' : ` ${safeLine(line)}`;
}
