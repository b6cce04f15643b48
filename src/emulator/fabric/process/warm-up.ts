/** Runs the wire on made-up packets, so that the first real ones don't wait for the compiler. */

import { unimpaired } from '../../../core/lab/impairment.ts';
import type { LinkEnd } from '../../../core/lab/lab.ts';
import { Wire } from '../../../core/link/wire.ts';
import { nowNs } from './clock.ts';

const rounds = 20_000;
const patienceNs = 40e6;

export function warmUp(): void {
  const impaired = { ...unimpaired, delayMs: 1, loss: { model: 'independent', ratio: 0.01 } as const };
  const ends = [warmUpEnd('a', 2), warmUpEnd('b', 3)].map((end) => ({ ...end, impairment: impaired }));
  const links = [{ name: 'warm-up', ends, mtu: 1500 }];
  const output = {
    transmit: () => nowNs(),
    impairmentChanged: () => {},
    faultFired: () => {},
  };
  const untilNs = nowNs() + patienceNs;
  let timeNs = 0;
  const wire = new Wire({ seed: 1, links, faults: [], timeline: [] }, output, timeNs);
  const frame = udpFrame();
  for (let round = 0; round < rounds && nowNs() < untilNs; round++) {
    timeNs += 10_000;
    wire.advance(timeNs);
    const slot = wire.store.acquire();
    wire.store.frame(slot).set(frame);
    wire.offer(round % 2, slot, frame.length, timeNs);
  }
}

function warmUpEnd(node: string, host: number): LinkEnd {
  return {
    node,
    device: 'eth0',
    mac: `02:00:00:00:00:0${host}`,
    ipv4: { address: `192.0.2.${host}`, prefixLength: 24 },
    ipv6: null,
    impairment: unimpaired,
  };
}

/** A UDP datagram of 20 bytes between the documentation's addresses (RFC 5737). */
function udpFrame(): Uint8Array {
  const frame = new Uint8Array(62);
  const ip = [0x45, 0, 0, 48, 0, 0, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 2, 192, 0, 2, 3];
  const udp = [0x9c, 0x40, 0x13, 0x88, 0, 28, 0, 0];
  frame.set([2, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 2, 8, 0, ...ip, ...udp]);
  return frame;
}
