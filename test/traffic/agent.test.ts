import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ownProcess } from '../../src/own-process.ts';
import type { AgentCommand } from '../../src/traffic/protocol.ts';
import { flowOn, udpRr } from './support/flows.ts';

/** One that waits for an hour to pass. */
async function startWaitingAgent(): Promise<ChildProcess> {
  const [file = '', ...args] = ownProcess(new URL('../../src/traffic/agent/main.ts', import.meta.url));
  const agent = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const spec = udpRr();
  const local = { sourceAddress: '127.0.0.1', destinationAddress: '127.0.0.1' };
  const { plan } = flowOn(spec, 64_322, local);
  const commands: AgentCommand[] = [
    { do: 'open', flows: [{ id: 0, side: 'from', spec, plan }] },
    { do: 'start', flow: spec.name, atNs: Number(process.hrtime.bigint()) + 3600e9 },
  ];
  agent.stdin?.write(`${JSON.stringify(commands[0])}\n`);
  if (agent.stdout) await once(agent.stdout, 'data');
  agent.stdin?.write(`${JSON.stringify(commands[1])}\n`);
  return agent;
}

it('ends when the orchestrator is gone', async () => {
  const agent = await startWaitingAgent();
  agent.stdin?.destroy();
  expect(await once(agent, 'close')).toEqual([0, null]);
});

it('ends when it breaks, though a thread of it waits', async () => {
  const agent = await startWaitingAgent();
  agent.stdin?.write('no JSON\n');
  expect(await once(agent, 'close')).toEqual([1, null]);
});
