import * as z from 'zod/mini';
import { exactlyOneOf, optional } from './key.ts';
import {
  command,
  duration,
  environment,
  flag,
  image,
  name,
  pattern,
  port,
  scalarText,
  size,
  text,
  whole,
} from './values.ts';

export const readySchema = z
  .strictObject({
    tcp: optional(port, 'Ready once something listens on this TCP port.'),
    udp: optional(port, 'Ready once something is bound to this UDP port.'),
    log: optional(pattern, 'Ready once its output matches this regular expression.'),
  })
  .check(exactlyOneOf('tcp', 'udp', 'log'));

/** Settings of the kernel that belong to a network namespace. */
const sysctl = z.record(
  z
    .string()
    .check(
      z.regex(
        /^net\.(ipv4|ipv6|core|mptcp|netfilter|unix|sctp|mpls)(\.[a-zA-Z0-9_-]+)+$/,
        "only settings of a node's network can be set, such as net.ipv4.tcp_sack",
      ),
      z.maxLength(120),
    ),
  z.string().check(z.maxLength(200)).register(z.globalRegistry, scalarText),
);

const limits = z.strictObject({
  memory: optional(size, 'Memory of all its processes.', { examples: ['256MiB'] }),
  pids: optional(whole(1, 100_000), 'Processes and threads.'),
  files: optional(whole(8, 1_000_000), 'Open files of a process.'),
  time: optional(duration, 'CPU time of a process.', { examples: ['30s'] }),
});

export const capabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_ADMIN',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
  'SYS_NICE',
  'SYS_PTRACE',
] as const;

export const nodeSchema = z.strictObject({
  image: optional(image, 'Docker image (docker runtime only).', { default: 'wirelab/base' }),
  files: optional(text.check(z.minLength(1)), "A folder within the lab's folder, shown read-only at /lab.", {
    examples: ['./programs'],
  }),
  run: optional(
    command,
    "The node's main program, named like the node: a list is its argv, a text goes to `sh -c`.",
    { examples: [['python3', 'server.py']] },
  ),
  ready: optional(readySchema, 'Makes the main program a service: the case starts once it is ready.'),
  service: optional(flag, 'Whether the case ends without waiting for the main program. True beside `ready`.'),
  env: optional(environment, 'Environment of all programs on the node.'),
  localhost: optional(name, 'The node that 127.0.0.1 and ::1 stand for, across the link.'),
  forward: optional(flag, 'A router; routes across it are computed from the topology.', { default: false }),
  sysctl: optional(sysctl, "Kernel settings of the node's network, as written.", {
    examples: [{ 'net.ipv4.tcp_congestion_control': 'reno' }],
  }),
  limits: optional(limits, 'What its programs may use.'),
  capabilities: optional(z.array(z.enum(capabilities)), 'Capabilities of its programs: none unless named.', {
    examples: [['NET_RAW']],
  }),
  trace: optional(
    flag,
    "Its programs' calls on sockets, by strace, on one time line with their packets (namespaces runtime only). See trace.md.",
    { default: false },
  ),
  internet: optional(flag, 'May reach the outside world (docker runtime only).', { default: false }),
  writable: optional(flag, 'A writable root, for images that need it (docker runtime only).', {
    default: false,
  }),
});

/** Keys whose scalars mean their text. */
export const asWrittenKeys: ReadonlySet<string> = new Set(['run', 'env', 'sysctl']);
