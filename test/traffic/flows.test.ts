import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { flowOn, runFlows, tcpBulk, tcpRr, udpRr, udpStream } from './support/flows.ts';
import { openVethPair, type VethPair } from './support/veth-nodes.ts';

describeWith(['root', 'namespaces'], 'flows on a clean link', () => {
  let pair: VethPair;
  beforeAll(async () => {
    pair = await openVethPair();
  });
  afterAll(() => pair[Symbol.asyncDispose]());

  it('all four kinds at once, over IPv4 and IPv6', async () => {
    const outcomes = await runFlows(pair, [
      flowOn(tcpBulk(), 5001),
      flowOn(tcpRr({ ip: 6 }), 5002),
      flowOn(udpStream({ ip: 6 }), 5003),
      flowOn(udpRr({ from: 'server', to: 'client' }), 5004),
    ]);
    expect([...outcomes.values()].map(({ reason }) => reason)).toEqual([null, null, null, null]);
  });
});
