/** Lets later fragments find the ports and flow of their first, over a small window of packets. */

import { Layer, type Packet } from '../packet/packet.ts';

const capacity = 256;

interface Entry {
  readonly id: number;
  readonly hash: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly icmpType: number;
  readonly icmpIdentifier: number;
}

export class FragmentTable {
  readonly #entries: (Entry | undefined)[] = new Array(capacity);
  #next = 0;

  /** Learns from a first fragment; gives a later one its packet's ports. */
  resolve(frame: Uint8Array, packet: Packet): void {
    const hash = hashOf(frame, packet);
    if (packet.fragmentOffset === 0) {
      if (!packet.hasTransportHeader) return;
      const { fragmentId: id, sourcePort, destinationPort, icmpType, icmpIdentifier } = packet;
      this.#entries[this.#next] = { id, hash, sourcePort, destinationPort, icmpType, icmpIdentifier };
      this.#next = (this.#next + 1) % capacity;
      return;
    }
    // Newest first: identifications are used again.
    for (let back = 1; back <= capacity; back++) {
      const entry = this.#entries[(this.#next - back + capacity) % capacity];
      if (entry === undefined) return;
      if (entry.id !== packet.fragmentId || entry.hash !== hash) continue;
      packet.sourcePort = entry.sourcePort;
      packet.destinationPort = entry.destinationPort;
      packet.icmpType = entry.icmpType;
      packet.icmpIdentifier = entry.icmpIdentifier;
      packet.isFlowKnown = true;
      return;
    }
  }
}

function hashOf(frame: Uint8Array, packet: Packet): number {
  let hash = packet.protocol * 2 + (packet.layer === Layer.ipv6 ? 1 : 0);
  const end = packet.destinationOffset + packet.addressLength;
  for (let at = packet.sourceOffset; at < end; at++) hash = (Math.imul(hash, 31) + (frame[at] ?? 0)) | 0;
  return hash;
}
