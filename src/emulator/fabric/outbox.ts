/** Brings what the fabric's process writes to where the run wants it, where the two don't share files. */

import { basename, join } from 'node:path';
import { posix } from 'node:path/posix';
import type { NetworkHost } from '../../runtime/network-host.ts';
import type { WireSpec } from '../emulator.ts';

export class Outbox {
  readonly #network: NetworkHost | null;
  /** There, and here. */
  readonly #files: (readonly [path: string, to: string])[] = [];

  constructor(network: NetworkHost | null) {
    this.#network = network;
  }

  /** The same wire, with paths that its process can write to. */
  redirect(wire: WireSpec): WireSpec {
    const outbox = this.#network?.outbox ?? null;
    if (outbox === null) return wire;
    const recordFile = posix.join(outbox, basename(wire.recordFile));
    this.#files.push([recordFile, wire.recordFile]);
    const { captureFolder } = wire;
    if (captureFolder !== null) {
      for (const { name } of wire.links) {
        const file = `${name}.pcapng`;
        this.#files.push([posix.join(outbox, file), join(captureFolder, file)]);
      }
    }
    return { ...wire, recordFile, captureFolder: captureFolder === null ? null : outbox };
  }

  async fetchAll(): Promise<void> {
    const network = this.#network;
    if (network === null) return;
    await Promise.all(this.#files.map(([path, to]) => network.fetch(path, to)));
  }
}
