import type { Measured } from './measured.ts';
import type { WatchedPacket } from './watched-packets.ts';

const shownPackets = 3;

/** Counts packets, and keeps which the first of them were. */
export class PacketTally {
  #count = 0;
  #packets = 0;
  readonly #shown: string[] = [];

  /** @param count the packet and its copies, as far as they count */
  add(packet: WatchedPacket, count = 1): void {
    if (count === 0) return;
    this.#count += count;
    this.#packets++;
    if (this.#shown.length < shownPackets) this.#shown.push(packetPlace(packet));
  }

  measured(): Measured {
    const more = this.#packets - this.#shown.length;
    if (this.#packets === 0) return { value: 0 };
    return {
      value: this.#count,
      evidence: `${this.#shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}`,
    };
  }
}

/** Such as "packet 3 at 1.204 s": counted from 1 among those that match, on the case's clock. */
export function packetPlace({ number, record }: Pick<WatchedPacket, 'number' | 'record'>): string {
  return `packet ${number} at ${(record.arrivedNs / 1e9).toFixed(3)} s`;
}
