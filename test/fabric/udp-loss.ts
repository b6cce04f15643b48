/** One UDP flow across a link: what the wire says it lost, and what the receiver really got. */

import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Impairment } from '../../src/core/lab/impairment.ts';
import { TestNet } from './test-net.ts';

export interface UdpOutcome {
  /** Numbers of the datagrams that the wire lost, by its records. */
  readonly lost: readonly number[];
  /** Numbers in the order in which the receiver's socket gave them. */
  readonly received: readonly number[];
}

export interface UdpOptions {
  readonly impair: Partial<Impairment>;
  readonly packets: number;
  readonly seed?: number;
  /** Runs beside the flow: started before it, ended after it. */
  readonly beside?: (net: TestNet) => Promise<() => void>;
}

const port = 5000;

export async function udpAcross(options: UdpOptions): Promise<UdpOutcome> {
  await using net = await TestNet.open({
    seed: options.seed ?? 1,
    links: [{ name: 'wan', nodes: ['a', 'b'], impair: options.impair }],
  });
  net.startClock();
  const receiver = net.spawn('b', [process.execPath, script('udp-receiver.mjs'), String(port)]);
  if (receiver.stdout) await once(receiver.stdout, 'data');
  const end = await options.beside?.(net);
  const sender = script('udp-sender.mjs');
  await net.run('a', [process.execPath, sender, '10.0.0.3', String(port), String(options.packets), '1']);
  const outcome = collect(receiver);
  end?.();
  const { header, records } = await net.finish();
  const flow = header.flows.findIndex((known) => known.port === port && known.from === 'a');
  const own = [...records].filter((record) => record.flow === flow);
  receiver.stdin?.write(String(own.filter(({ fate }) => fate === 'delivered').length));
  return {
    lost: own.filter(({ fate }) => fate === 'lost').map(({ n }) => n),
    received: await outcome,
  };
}

async function collect(receiver: ReturnType<TestNet['spawn']>): Promise<number[]> {
  let text = '';
  receiver.stdout?.on('data', (piece) => {
    text += String(piece);
  });
  await once(receiver, 'close');
  return JSON.parse(text) as number[];
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
