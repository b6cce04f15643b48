/** What the wire's records say of the packets that a measure looks for. */

import type { Countable } from '../lab/lab.ts';
import { Mark, type PacketRecord, type RecordedPackets } from '../link/packet-record.ts';
import type { Measured } from './measured.ts';
import { PacketTally, packetPlace } from './packet-tally.ts';
import { SeenPayload } from './seen-payload.ts';
import { type WatchedPacket, watchedPackets } from './watched-packets.ts';

/**
 * - offered: packets given to the link, retransmissions and what is lost later included
 * - delivered, dropped: packets that came out or never did, the wire's copies included
 * - repeated: packets offered with payload that was offered before
 * - reordered: packets that first came out after one that was offered later (RFC 4737, section 3)
 * - gap-min: the least time from one packet's being offered to the next one's, in one direction; seconds
 * - goodput: payload that came out undamaged, each byte once, from the first packet offered to the last
 *   delivered; bits per second
 *
 * @param watch its position in the list of watches
 */
export function packetMeasure(count: Countable, recorded: RecordedPackets, watch: number): Measured {
  const packets = (): Generator<WatchedPacket> => watchedPackets(recorded, watch);
  switch (count) {
    case 'offered':
      return { value: sum(packets(), () => 1) };
    case 'delivered':
      return { value: sum(packets(), ({ all }) => all.filter(isDelivered).length) };
    case 'dropped':
      return tally(packets(), ({ all }) => all.filter(isDropped).length);
    case 'repeated': {
      const seen = new SeenPayload(recorded.header);
      return tally(packets(), ({ record, payloadHash }) => (seen.isRepeat(record, payloadHash) ? 1 : 0));
    }
    case 'reordered':
      return reordered(packets());
    case 'gap-min':
      return leastGap(packets());
    case 'goodput':
      return goodput(packets(), new SeenPayload(recorded.header));
    default:
      return count satisfies never;
  }
}

function sum(packets: Iterable<WatchedPacket>, of: (packet: WatchedPacket) => number): number {
  let total = 0;
  for (const packet of packets) total += of(packet);
  return total;
}

function tally(packets: Iterable<WatchedPacket>, of: (packet: WatchedPacket) => number): Measured {
  const found = new PacketTally();
  for (const packet of packets) found.add(packet, of(packet));
  return found.measured();
}

function isDelivered({ fate }: PacketRecord): boolean {
  return fate === 'delivered';
}

function isDropped({ fate }: PacketRecord): boolean {
  return fate === 'lost' || fate === 'queue-drop';
}

function reordered(packets: Iterable<WatchedPacket>): Measured {
  const byDirection = new Map<number, Arrived[]>();
  for (const packet of packets) {
    const times = packet.all.flatMap((copy) =>
      isDelivered(copy) && copy.leftNs !== null ? [copy.leftNs] : [],
    );
    if (times.length === 0) continue;
    const arrived = byDirection.get(packet.record.direction) ?? [];
    byDirection.set(packet.record.direction, arrived);
    arrived.push({ packet, leftNs: Math.min(...times) });
  }
  const late: WatchedPacket[] = [];
  for (const arrived of byDirection.values()) {
    let earliestOfLater = Number.POSITIVE_INFINITY;
    for (const { packet, leftNs } of arrived.reverse()) {
      if (earliestOfLater < leftNs) late.push(packet);
      earliestOfLater = Math.min(earliestOfLater, leftNs);
    }
  }
  return tally(
    late.sort((a, b) => a.number - b.number),
    () => 1,
  );
}

interface Arrived {
  readonly packet: WatchedPacket;
  readonly leftNs: number;
}

function leastGap(packets: Iterable<WatchedPacket>): Measured {
  const latestNs = new Map<number, number>();
  let leastNs = Number.POSITIVE_INFINITY;
  let evidence = '';
  for (const packet of packets) {
    const { direction, arrivedNs } = packet.record;
    const gapNs = arrivedNs - (latestNs.get(direction) ?? Number.NEGATIVE_INFINITY);
    if (gapNs < leastNs) {
      leastNs = gapNs;
      evidence = packetPlace(packet);
    }
    latestNs.set(direction, arrivedNs);
  }
  if (leastNs === Number.POSITIVE_INFINITY) {
    return { absent: 'no two such packets were sent in one direction' };
  }
  return { value: leastNs / 1e9, evidence };
}

function goodput(packets: Iterable<WatchedPacket>, seen: SeenPayload): Measured {
  let bytes = 0;
  let startNs = Number.POSITIVE_INFINITY;
  let endNs = Number.NEGATIVE_INFINITY;
  for (const { record, all, payloadHash } of packets) {
    startNs = Math.min(startNs, record.arrivedNs);
    const arrived = all.filter((copy) => isDelivered(copy) && !isDamaged(copy));
    for (const { leftNs } of arrived) endNs = Math.max(endNs, leftNs ?? endNs);
    if (arrived.length > 0) bytes += seen.newBytes(record, payloadHash);
  }
  if (startNs === Number.POSITIVE_INFINITY) return { absent: 'no such packet was sent' };
  return { value: endNs > startNs ? (bytes * 8) / ((endNs - startNs) / 1e9) : 0 };
}

function isDamaged({ marks }: PacketRecord): boolean {
  return (marks & (Mark.corrupted | Mark.payloadCorrupted)) !== 0;
}
