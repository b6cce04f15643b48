/**
 * Tells what was carried before from what is new. For TCP that is a matter of sequence numbers, whatever
 * segments they come in; for all else, of a payload that is the same as an earlier one from the same
 * sender to the same receiver and port: from another ephemeral port as well.
 */

import { Mark, type PacketRecord, type RecordHeader } from '../link/packet-record.ts';
import { Protocol, TcpFlag } from '../packet/packet.ts';
import { SequenceRanges } from './sequence-ranges.ts';

export class SeenPayload {
  readonly #flows: RecordHeader['flows'];
  readonly #sequences = new Map<number, SequenceRanges>();
  readonly #payloads = new Set<string>();

  constructor(header: RecordHeader) {
    this.#flows = header.flows;
  }

  /** Whether any part of it was seen before: of a TCP segment, its SYN and FIN too. */
  isRepeat(record: PacketRecord, payloadHash: number): boolean {
    if (!hasSequence(record)) return record.payloadBytes > 0 && !this.#isNew(record, payloadHash);
    const flags = record.flagsOrType;
    const length =
      record.payloadBytes + ((flags & TcpFlag.syn) !== 0 ? 1 : 0) + ((flags & TcpFlag.fin) !== 0 ? 1 : 0);
    return this.#rangesOf(record).add(record.tcpSequence, length) < length;
  }

  /** How many of its payload's bytes are seen for the first time. */
  newBytes(record: PacketRecord, payloadHash: number): number {
    if (!hasSequence(record)) return this.#isNew(record, payloadHash) ? record.payloadBytes : 0;
    const isSyn = (record.flagsOrType & TcpFlag.syn) !== 0;
    return this.#rangesOf(record).add(record.tcpSequence + (isSyn ? 1 : 0), record.payloadBytes);
  }

  #rangesOf({ flow }: PacketRecord): SequenceRanges {
    const ranges = this.#sequences.get(flow) ?? new SequenceRanges();
    this.#sequences.set(flow, ranges);
    return ranges;
  }

  #isNew({ flow, payloadBytes }: PacketRecord, payloadHash: number): boolean {
    const { direction, protocol, from, to, port } = this.#flows[flow] ?? {};
    const key = [direction, protocol, from, to, port, payloadBytes, payloadHash].join('\n');
    if (this.#payloads.has(key)) return false;
    this.#payloads.add(key);
    return true;
  }
}

/** A later fragment of a segment has none. */
function hasSequence({ protocol, marks }: PacketRecord): boolean {
  return protocol === Protocol.tcp && (marks & Mark.fragment) === 0;
}
