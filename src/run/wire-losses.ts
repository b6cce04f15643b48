/** Reads what the emulator recorded of each packet, as far as a flow's end needs it. */

import { readFile } from 'node:fs/promises';
import type { CaseTopology } from '../core/event/event.ts';
import { decodePacketRecords } from '../core/link/packet-record.ts';
import { type FlowLosses, soleFlowLosses } from '../core/verdict/flow-end.ts';
import { recordedLosses } from '../core/verdict/recorded-losses.ts';
import type { WireReport } from '../emulator/emulator.ts';

/** From the packets' records; where there are none, from the counters as far as they can tell. */
export async function readFlowLosses(
  recordFile: string,
  topology: CaseTopology,
  wire: WireReport,
): Promise<ReadonlyMap<string, FlowLosses>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(recordFile);
  } catch {
    return soleFlowLosses(topology, wire.directions);
  }
  const { header, records } = decodePacketRecords(bytes);
  return recordedLosses(header, records, topology.flows) ?? soleFlowLosses(topology, wire.directions);
}
