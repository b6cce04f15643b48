/** A node as a container, in the words of the engine's API. */

import type { NodePlan } from '../../core/plan/plan.ts';
import type { ContainerCreateOptions } from './engine/engine.ts';
import { containerLimits, cpuLimit, defaultOpenFiles, fileSizeLimitBytes } from './node-limits.ts';

/** Where Wirelab's own tools are in each container, whatever its image has. */
export const toolsFolder = '/.wirelab';
export const busybox = `${toolsFolder}/busybox`;
/** What people want at hand who look around in a node: busybox by these names, for images that don't have them. */
export const handyTools = [
  ...[
    'arp',
    'arping',
    'ifconfig',
    'ip',
    'less',
    'nc',
    'netstat',
    'nslookup',
    'ping',
    'ping6',
    'ps',
    'route',
    'sh',
  ],
  ...['telnet', 'top', 'traceroute', 'traceroute6', 'vi', 'watch', 'wget'],
] as const;
export const handyToolsFolder = `${toolsFolder}/bin`;
export const defaultImage = 'wirelab/base';

/** Podman 4 can't change a container's limits later: they are for so many programs from the start. */
const podmanPrograms = 4;

export interface NodeContainer {
  readonly plan: NodePlan;
  readonly toolsVolume: string;
  readonly filesVolume: string | null;
  /** The network with a way to the outside; null: none. */
  readonly internetNetwork: string | null;
  /** Podman has no init that is always there, and no limit of the number of files in a tmpfs. */
  readonly dialect: 'docker' | 'podman';
  /** Some kernels can't bound a container's share of the processors. */
  readonly limitCpu: boolean;
  /** Whether people will enter it, as root: its programs, which aren't, get nothing by it. */
  readonly handsOn: boolean;
}

/** What it takes to look at the node's own network and to change it, to become the programs' user, and to write into their home. */
const handsOnCapabilities = [
  ...['NET_ADMIN', 'NET_RAW', 'NET_BIND_SERVICE'],
  ...['SETUID', 'SETGID', 'KILL', 'DAC_OVERRIDE'],
];

/** Lives for as long as somebody holds the other end of its standard input: us. */
const keeper = [busybox, 'cat'];
/** The same as PID 1; a shell that waits reaps whatever has ended. */
const reapingKeeper = [
  ...[busybox, 'sh', '-c'],
  `exec 3<&0 </dev/null; while :; do ${busybox} cat <&3 & wait $! && exit 0; done`,
];

export function nodeContainer(node: NodeContainer): ContainerCreateOptions {
  const { spec } = node.plan;
  const limits = containerLimits(spec.limits, node.dialect === 'docker' ? 1 : podmanPrograms);
  const tmpfs = (options: string, inodes: number) =>
    `rw,nosuid,nodev,${options}${node.dialect === 'docker' ? `,nr_inodes=${inodes}` : ''}`;
  const openFiles = spec.limits.files ?? defaultOpenFiles;
  return {
    Image: spec.image ?? defaultImage,
    Hostname: spec.name,
    Entrypoint: node.dialect === 'docker' ? keeper : reapingKeeper,
    Cmd: [],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    // Programs are another user and can't end it.
    User: '0:0',
    WorkingDir: '/',
    // An empty network namespace of the kernel's making: one of the engine's costs twice the time to start.
    NetworkDisabled: node.internetNetwork === null,
    // Podman has no such word: it would set a timer of systemd's that runs it.
    ...(node.dialect === 'docker' ? { Healthcheck: { Test: ['NONE'] } } : {}),
    HostConfig: {
      AutoRemove: true,
      Init: node.dialect === 'docker',
      NetworkMode: node.internetNetwork ?? 'none',
      CapDrop: ['ALL'],
      CapAdd: [
        ...new Set([
          ...spec.capabilities.map((name) => name.toUpperCase().replace(/^CAP_/, '')),
          ...(node.handsOn ? handsOnCapabilities : []),
        ]),
      ],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: !spec.writable,
      Tmpfs: {
        '/tmp': tmpfs('size=128m,mode=1777,exec', 10_000),
        '/home/lab': tmpfs('size=128m,mode=1777,exec', 10_000),
        '/run': tmpfs('size=4m,mode=755,noexec', 100),
      },
      ShmSize: 64 * 1024 * 1024,
      Mounts: [
        readOnlyVolume(node.toolsVolume, toolsFolder),
        ...(node.filesVolume === null ? [] : [readOnlyVolume(node.filesVolume, '/lab')]),
      ],
      Memory: limits.memoryBytes,
      // The same as memory: no swap.
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.processes,
      ...(node.limitCpu ? { NanoCpus: cpuLimit * 1e9 } : {}),
      Ulimits: [
        { Name: 'nofile', Soft: openFiles, Hard: openFiles },
        { Name: 'fsize', Soft: fileSizeLimitBytes, Hard: fileSizeLimitBytes },
        { Name: 'core', Soft: 0, Hard: 0 },
        // Podman would set one of its own, that not every root may set.
        ...(node.dialect === 'podman' ? [{ Name: 'nproc', Soft: 16_384, Hard: 16_384 }] : []),
      ],
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

function readOnlyVolume(name: string, target: string) {
  return {
    Type: 'volume' as const,
    Source: name,
    Target: target,
    ReadOnly: true,
    VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
  };
}
