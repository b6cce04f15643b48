/**
 * Who talks with whom: tells a packet's conversation without its ephemeral port. A conversation is
 * protocol, opener, responder, server port, and an ordinal among equals, in the order in which the
 * wire saw them begin.
 */

import { addressText } from '../packet/address-text.ts';
import { type Packet, Protocol, TcpFlag } from '../packet/packet.ts';

export interface Conversation {
  readonly index: number;
  /** `tcp`, `udp`, `icmp-echo`, `icmp-3` (by type), `ip-47` (by number), `fragment`, `other`. */
  readonly protocol: string;
  /** Node names, or addresses that belong to no node. */
  readonly initiator: string;
  readonly responder: string;
  /** The server's; 0 where there are no ports. */
  readonly port: number;
  /** From 1. */
  readonly ordinal: number;
}

interface Entry {
  readonly conversation: Conversation;
  readonly check: number;
  /** Hash of the opener's endpoint, which tells its packets from the responder's. */
  readonly initiatorHash: number;
  /** TCP: of the SYN that opened it; -1 when that was never seen. */
  readonly isn: number;
}

export interface Sighting {
  conversation: Conversation;
  isForward: boolean;
}

/** Beyond so many, all new conversations share one: a flood of ports can't fill the memory. */
const maxConversations = 65_536;

const IcmpType = { echoReply: 0, echo: 8, echo6: 128, echoReply6: 129 } as const;

export class ConversationTable {
  readonly #nodeOfAddress: ReadonlyMap<string, string>;
  readonly #entries = new Map<number, Entry>();
  readonly #ordinals = new Map<string, number>();
  readonly #overflow: Conversation;
  #created = 1;
  readonly #sighting: Sighting;

  /** @param nodeOfAddress by addresses as `addressText` writes them */
  constructor(nodeOfAddress: ReadonlyMap<string, string>) {
    this.#nodeOfAddress = nodeOfAddress;
    this.#overflow = { index: 0, protocol: 'other', initiator: '*', responder: '*', port: 0, ordinal: 1 };
    this.#sighting = { conversation: this.#overflow, isForward: true };
  }

  /** The packet's conversation, in a record that the next call fills again. */
  find(frame: Uint8Array, packet: Packet): Sighting {
    const kind = kindOf(packet);
    const isTwoWay = kind === 'tcp' || kind === 'udp' || kind === 'icmp-echo';
    const [sourcePort, destinationPort] = portsOf(packet, kind);
    const source = endpointHash(frame, packet.sourceOffset, packet.addressLength, sourcePort);
    const destination = endpointHash(frame, packet.destinationOffset, packet.addressLength, destinationPort);
    // Two-way conversations look the same from both sides; the others are one way, kind by kind.
    const salt = Math.imul(packet.protocol * 256 + (isTwoWay ? 0 : packet.icmpType) + 1, 0x9e3779b1);
    const key = scramble(
      isTwoWay ? (source ^ destination) + salt : source + Math.imul(destination, 31) + salt,
    );
    const check = isTwoWay ? (source + destination) | 0 : source;
    const entry = this.#entries.get(key);
    const isKnown = entry !== undefined && entry.check === check;
    if (isKnown && !isNewConnection(packet, kind, entry, source)) {
      this.#sighting.conversation = entry.conversation;
      this.#sighting.isForward = entry.initiatorHash === source;
      return this.#sighting;
    }
    return this.#open(frame, packet, kind, { key, check, source, destination });
  }

  #open(
    frame: Uint8Array,
    packet: Packet,
    kind: string,
    hash: { key: number; check: number; source: number; destination: number },
  ): Sighting {
    const isForward = !isAnswer(packet, kind);
    this.#sighting.isForward = isForward;
    if (this.#created > maxConversations) {
      this.#sighting.conversation = this.#overflow;
      return this.#sighting;
    }
    const source = this.#nodeAt(frame, packet.sourceOffset, packet.addressLength);
    const destination = this.#nodeAt(frame, packet.destinationOffset, packet.addressLength);
    const [initiator, responder] = isForward ? [source, destination] : [destination, source];
    const hasPorts = kind === 'tcp' || kind === 'udp';
    const port = hasPorts ? (isForward ? packet.destinationPort : packet.sourcePort) : 0;
    const equals = `${kind}\n${initiator}\n${responder}\n${port}`;
    const ordinal = (this.#ordinals.get(equals) ?? 0) + 1;
    this.#ordinals.set(equals, ordinal);
    const conversation = { index: this.#created++, protocol: kind, initiator, responder, port, ordinal };
    const isSyn = kind === 'tcp' && (packet.tcpFlags & (TcpFlag.syn | TcpFlag.ack)) === TcpFlag.syn;
    this.#entries.set(hash.key, {
      conversation,
      check: hash.check,
      initiatorHash: isForward ? hash.source : hash.destination,
      isn: isSyn ? packet.tcpSequence : -1,
    });
    this.#sighting.conversation = conversation;
    return this.#sighting;
  }

  #nodeAt(frame: Uint8Array, offset: number, length: number): string {
    if (length === 0) return '*';
    const text = addressText(frame, offset, length);
    return this.#nodeOfAddress.get(text) ?? text;
  }
}

function kindOf(packet: Packet): string {
  const { protocol } = packet;
  if (packet.addressLength === 0) return 'other';
  // A later fragment whose first one was never seen has no ports to go by.
  if (packet.isFragment && !packet.isFlowKnown) return 'fragment';
  if (protocol === Protocol.tcp) return 'tcp';
  if (protocol === Protocol.udp) return 'udp';
  if (protocol === Protocol.icmp || protocol === Protocol.icmpv6) {
    return isEcho(packet) ? 'icmp-echo' : `icmp-${packet.icmpType}`;
  }
  return `ip-${protocol}`;
}

function isEcho({ protocol, icmpType }: Packet): boolean {
  return protocol === Protocol.icmp
    ? icmpType === IcmpType.echo || icmpType === IcmpType.echoReply
    : icmpType === IcmpType.echo6 || icmpType === IcmpType.echoReply6;
}

function portsOf(packet: Packet, kind: string): [number, number] {
  if (kind === 'icmp-echo') return [packet.icmpIdentifier, packet.icmpIdentifier];
  return [packet.sourcePort, packet.destinationPort];
}

/** The first packet seen was sent by the one who answers. */
function isAnswer(packet: Packet, kind: string): boolean {
  if (kind === 'tcp') {
    const handshake = TcpFlag.syn | TcpFlag.ack;
    return (packet.tcpFlags & handshake) === handshake;
  }
  return (
    kind === 'icmp-echo' &&
    packet.icmpType === (packet.protocol === Protocol.icmp ? IcmpType.echoReply : IcmpType.echoReply6)
  );
}

/** A SYN of the opener with another initial sequence number: the ports are used again. */
function isNewConnection(packet: Packet, kind: string, entry: Entry, source: number): boolean {
  return (
    kind === 'tcp' &&
    (packet.tcpFlags & (TcpFlag.syn | TcpFlag.ack)) === TcpFlag.syn &&
    entry.initiatorHash === source &&
    entry.isn !== packet.tcpSequence
  );
}

function endpointHash(frame: Uint8Array, offset: number, length: number, port: number): number {
  let hash = Math.imul(port + 1, 0x85ebca6b);
  for (let at = offset; at < offset + length; at++) hash = Math.imul(hash ^ (frame[at] ?? 0), 0x01000193);
  return scramble(hash);
}

function scramble(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
