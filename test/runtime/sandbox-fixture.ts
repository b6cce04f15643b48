/** A sandbox on the real machine, and a plain wire between two of its devices. */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { planNodes } from '../../src/core/plan/node-plan.ts';
import { namespacesRuntime } from '../../src/runtime/namespaces/namespaces-runtime.ts';
import type { ProcessorShare } from '../../src/runtime/processor-share.ts';
import type { ProgramEnd, ProgramLaunch, RunningNode, Sandbox } from '../../src/runtime/runtime.ts';
import type { TestTopology } from './topology.ts';

export interface OpenSandbox extends AsyncDisposable {
  readonly runId: string;
  readonly stateFolder: string;
  readonly sandbox: Sandbox;
  readonly nodes: ReadonlyMap<string, RunningNode>;
  node(name: string): RunningNode;
}

export async function openSandbox(topology: TestTopology): Promise<OpenSandbox> {
  const runId = `test-${randomUUID().slice(0, 8)}`;
  const stateFolder = mkdtempSync(join(tmpdir(), 'wirelab-state-'));
  const sandbox = await namespacesRuntime({ stateFolder }).open({ runId, device: 'tap' });
  const close = async () => {
    await sandbox.close();
    rmSync(stateFolder, { recursive: true, force: true });
  };
  try {
    const made = await sandbox.createNodes(planNodes(topology));
    const nodes = new Map(made.map((node) => [node.name, node]));
    const node = (name: string) => {
      const found = nodes.get(name);
      if (found === undefined) throw new Error(`no node ${name}`);
      return found;
    };
    return { runId, stateFolder, sandbox, nodes, node, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface Finished extends ProgramEnd {
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(
  node: RunningNode,
  argv: readonly string[],
  launch: Partial<ProgramLaunch> = {},
): Promise<Finished> {
  const program = node.start({ argv, env: {}, stdin: null, ...launch });
  const [stdout, stderr, end] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    program.ended,
  ]);
  return { ...end, stdout, stderr };
}

export const shell = (node: RunningNode, script: string, launch: Partial<ProgramLaunch> = {}) =>
  run(node, ['sh', '-c', script], launch);

const wireProgram = `
import ctypes, fcntl, os, select, struct, sys
libc = ctypes.CDLL(None)
other = {}
taps = []
for namespace, device in zip(sys.argv[1::2], sys.argv[2::2]):
    at = os.open(namespace, os.O_RDONLY)
    if libc.setns(at, 0x40000000) != 0: sys.exit('setns')
    tap = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(tap, 0x400454ca, struct.pack('16sH22x', device.encode(), 0x1002))
    taps.append(tap)
for left, right in zip(taps[::2], taps[1::2]): other[left] = right; other[right] = left
print('ready', flush=True)
while True:
    for source in select.select(taps + [0], [], [])[0]:
        if source == 0: sys.exit(0)
        os.write(other[source], os.read(source, 65536))
`;

/** Joins devices two by two: each given as node and device. */
export async function joinDevices(
  open: OpenSandbox,
  ends: readonly (readonly [node: string, device: string])[],
): Promise<void> {
  const wire = open.sandbox.network.spawn([
    '/usr/bin/python3',
    '-c',
    wireProgram,
    ...ends.flatMap(([node, device]) => [open.node(node).networkNamespace, device]),
  ]);
  if (wire.stdout === null || wire.stderr === null) throw new Error('no pipes');
  const complaint = text(wire.stderr);
  const lines = createInterface({ input: wire.stdout });
  const ready = once(lines, 'line').then(() => null);
  const failed = new Promise((resolve) => wire.once('exit', resolve)).then(() => complaint);
  const trouble = await Promise.race([ready, failed]);
  if (trouble !== null) throw new Error(`the wire failed: ${trouble}`);
}

/** Until a stream has something to read, or ends. */
export async function firstOutput(stream: NodeJS.ReadableStream): Promise<void> {
  await new Promise((resolve) => {
    stream.once('data', resolve);
    stream.once('end', resolve);
  });
}

/** What a program and the one that it started had of the processors: while they ran, and afterwards. */
export async function sharesOfBusyProgram(
  node: RunningNode,
): Promise<{ readonly running: ProcessorShare | null; readonly ended: ProcessorShare | null }> {
  const busy = 'i=0; while [ $i -lt 5000 ]; do i=$((i+1)); done';
  const program = node.start({
    argv: ['sh', '-c', `sh -c '${busy}; echo done; exec sleep 60'`],
    env: {},
    stdin: null,
  });
  await firstOutput(program.stdout);
  const running = await program.processorShare();
  program.signal('SIGKILL');
  await program.ended;
  return { running, ended: await program.processorShare() };
}
