/** What the wire did to each flow's packets, from its record of every packet. */

import type { FlowDescription } from '../event/event.ts';
import { Mark, type PacketRecord, type RecordHeader } from '../link/packet-record.ts';
import type { FlowLosses } from './flow-end.ts';

/** Null where the record leaves packets out, so that nothing sound can be said. */
export function recordedLosses(
  header: RecordHeader,
  records: Iterable<PacketRecord>,
  flows: readonly FlowDescription[],
): ReadonlyMap<string, FlowLosses> | null {
  if (header.omitted > 0) return null;
  const tallies = new Map(flows.map(({ name }) => [name, { there: 0, back: 0, corrupted: 0 }]));
  const directed = header.flows.map(({ protocol, port, from }) => {
    const flow = flows.find((one) => one.port === port && one.kind.startsWith(protocol));
    const tally = flow === undefined ? undefined : tallies.get(flow.name);
    return tally === undefined
      ? null
      : { tally, way: from === flow?.from ? ('there' as const) : ('back' as const) };
  });
  for (const record of records) {
    const found = directed[record.flow];
    if (found == null) continue;
    const isCopy = (record.marks & Mark.copy) !== 0;
    if (!isCopy && (record.fate === 'lost' || record.fate === 'queue-drop')) found.tally[found.way] += 1;
    if (!isCopy && (record.marks & (Mark.corrupted | Mark.payloadCorrupted)) !== 0)
      found.tally.corrupted += 1;
  }
  return tallies;
}
