import { readFile } from 'node:fs/promises';
import { decodePacketRecords, type RecordedPackets } from '../core/link/packet-record.ts';

/** What the emulator recorded of each packet; null where it keeps no record. */
export async function readRecordedPackets(file: string): Promise<RecordedPackets | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return null;
  }
  return decodePacketRecords(bytes);
}
