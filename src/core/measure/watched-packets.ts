/** The packets that a measure looks for, with all that the wire made of each. */

import { Mark, type PacketRecord, type RecordedPackets } from '../link/packet-record.ts';

export interface WatchedPacket {
  /** Among those that are looked for, from 1. */
  readonly number: number;
  /** The packet as it was offered. */
  readonly record: PacketRecord;
  /** It and its copies, each with a fate of its own. */
  readonly all: readonly PacketRecord[];
  readonly payloadHash: number;
}

/** In the order in which they were offered. @param watch position in the list of watches */
export function* watchedPackets(recorded: RecordedPackets, watch: number): Generator<WatchedPacket> {
  const { records, notes } = recorded;
  let number = 0;
  for (const note of notes) {
    if (note.watch !== watch) continue;
    number++;
    const record = records.at(note.record);
    const all = [record];
    // The wire makes copies at once, so that theirs are the next records.
    for (let next = note.record + 1; next < records.count; next++) {
      const copy = records.at(next);
      if ((copy.marks & Mark.copy) === 0) break;
      all.push(copy);
    }
    yield { number, record, all, payloadHash: note.payloadHash };
  }
}
