import type { RecordedPackets } from '../link/packet-record.ts';

/**
 * Whether a packet of each kind was sent into the link in turn, each after the one before: other packets
 * in between, and what became of any of them, make no difference.
 * @param steps positions in the list of watches
 */
export function passedInOrder({ notes }: RecordedPackets, steps: readonly number[]): boolean {
  let step = 0;
  let latest = -1;
  for (const { watch, record } of notes) {
    if (watch !== steps[step] || record <= latest) continue;
    latest = record;
    step++;
  }
  return step === steps.length;
}
