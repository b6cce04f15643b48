/** Opens a sandbox, runs programs that would like to stay, and says where it is; to be killed by a test. */

import { readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { planNodes } from '../../src/core/plan/node-plan.ts';
import { namespacesRuntime } from '../../src/runtime/namespaces/namespaces-runtime.ts';
import { star } from './topology.ts';

const [runId = '', stateFolder = ''] = process.argv.slice(2);
const say = (stage: string, namespaces: readonly string[] = []) =>
  process.stdout.write(`${JSON.stringify({ stage, namespaces })}\n`);

say('opening');
const sandbox = await namespacesRuntime({ stateFolder }).open({ runId, device: 'tap' });
say('creating');
const nodes = await sandbox.createNodes(planNodes(star(3)));
const namespaces = nodes.map((node) => readlinkSync(node.networkNamespace));
say('created', namespaces);
const programs = nodes.map((node) =>
  node.start({
    argv: ['sh', '-c', '(setsid sleep 1000 &) ; trap "" TERM HUP; echo up; while :; do sleep 1000; done'],
    env: {},
    stdin: null,
  }),
);
await Promise.all(programs.map(({ stdout }) => new Promise((resolve) => stdout.once('data', resolve))));
const agent = nodes[0]?.spawnAgent(['sh', '-c', 'echo up; exec cat >/dev/null']);
await new Promise((resolve) => agent?.stdout?.once('data', resolve));
say('running', namespaces);
const input = createInterface({ input: process.stdin });
for await (const _ of input) {
  say('closing', namespaces);
  await sandbox.close();
  say('closed', namespaces);
  break;
}
