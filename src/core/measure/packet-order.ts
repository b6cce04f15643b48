import type { RecordedPackets } from '../link/packet-record.ts';
import type { Measured } from './measured.ts';

/**
 * Whether a packet of each kind was sent into the link in turn, each after the one before: other packets
 * in between, and what became of any of them, make no difference.
 * @param steps positions in the list of watches
 */
export function packetOrder({ notes, records }: RecordedPackets, steps: readonly number[]): Measured {
  let step = 0;
  let latest = -1;
  for (const { watch, record } of notes) {
    if (watch !== steps[step] || record <= latest) continue;
    latest = record;
    step++;
  }
  if (step === steps.length) return { value: true };
  const evidence =
    step === 0
      ? `no packet like the first of ${steps.length}`
      : `none like number ${step + 1} of ${steps.length} after the one at ${(records.at(latest).arrivedNs / 1e9).toFixed(3)} s`;
  return { value: false, evidence };
}
