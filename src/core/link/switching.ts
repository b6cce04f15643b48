/** Where a frame goes from the device that it came from: over a point-to-point link, or a segment. */

import { readUint16, readUint32 } from '../packet/byte-order.ts';

export class Segment {
  readonly #ports: readonly number[];
  readonly #portOfMac = new Map<number, number>();
  readonly #others: ReadonlyMap<number, readonly number[]>;

  /** @param ends the devices on this link: their numbers and hardware addresses */
  constructor(ends: readonly { readonly port: number; readonly mac: string }[]) {
    this.#ports = ends.map((end) => end.port);
    for (const { port, mac } of ends) {
      this.#portOfMac.set(Number.parseInt(mac.replaceAll(':', ''), 16), port);
    }
    this.#others = new Map(this.#ports.map((port) => [port, this.#ports.filter((other) => other !== port)]));
  }

  /**
   * With two ends, the other one; else by the destination address, to all others where that is a
   * group's, to none where nobody has it.
   */
  receivers(from: number, frame: Uint8Array): readonly number[] {
    const others = this.#others.get(from) ?? [];
    if (others.length === 1 || ((frame[0] ?? 0) & 1) === 1) return others;
    const mac = readUint16(frame, 0) * 0x1_0000_0000 + readUint32(frame, 2);
    const port = this.#portOfMac.get(mac);
    if (port === undefined || port === from) return [];
    return this.#single(port);
  }

  readonly #singles = new Map<number, readonly number[]>();

  #single(port: number): readonly number[] {
    let list = this.#singles.get(port);
    if (list === undefined) {
      list = [port];
      this.#singles.set(port, list);
    }
    return list;
  }
}
