/** Notes which packets are of interest to a lab's measures, while the frame is there to be looked into. */

import type { PacketMatch } from '../lab/fault.ts';
import type { Packet } from '../packet/packet.ts';
import { payloadHash } from '../packet/payload-hash.ts';
import { type PacketPredicate, packetPredicate } from './packet-match.ts';
import type { NoteLog } from './packet-note.ts';

export interface PacketWatch {
  readonly link: string;
  /** The sending node; null: every direction of the link. */
  readonly from: string | null;
  readonly match: PacketMatch;
  /** Whether the payload is to be told from others. */
  readonly hashesPayload: boolean;
}

interface Watcher {
  /** Position in the list of watches. */
  readonly index: number;
  readonly matches: PacketPredicate;
  readonly hashesPayload: boolean;
}

export class PacketWatchers {
  readonly #byPort: readonly (readonly Watcher[])[];
  readonly #notes: NoteLog;

  /** @param directions by their port */
  constructor(
    watches: readonly PacketWatch[],
    directions: readonly { readonly link: string; readonly from: string }[],
    notes: NoteLog,
  ) {
    this.#notes = notes;
    const watchers = watches.map(({ match, hashesPayload }, index) => ({
      index,
      matches: packetPredicate(match),
      hashesPayload,
    }));
    this.#byPort = directions.map(({ link, from }) =>
      watchers.filter(({ index }) => {
        const watch = watches[index];
        return watch?.link === link && (watch.from === null || watch.from === from);
      }),
    );
  }

  /** @param record the packet's number in the wire's log; what has none can't be told of and isn't noted */
  offered(port: number, record: number, frame: Uint8Array, packet: Packet): void {
    const watchers = this.#byPort[port];
    if (record < 0 || watchers === undefined) return;
    let hash = -1;
    for (const { index, matches, hashesPayload } of watchers) {
      if (!matches(frame, packet)) continue;
      if (hashesPayload && hash < 0) hash = payloadHash(frame, packet);
      this.#notes.append(record, index, hashesPayload ? hash : 0);
    }
  }
}
