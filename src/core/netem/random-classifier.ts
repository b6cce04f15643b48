/**
 * A classifier that chooses packets at random: classic BPF's random load, against a threshold (bpf(4), tc-bpf(8)).
 * Exact to 2^-32 and without memory, where netem's own choice can't send packets to a class.
 */

/** SKF_AD_OFF + SKF_AD_RANDOM of linux/filter.h, as an unsigned offset. */
const randomWord = 0x1_0000_0000 - 0x1000 + 56;
const loadWord = 0x20;
const jumpIfGreater = 0x25;
const give = 0x06;
const matches = 0xffff_ffff;

/** The argument of `bpf bytecode`. @param ratio of packets that match, 0 to 1 */
export function randomBytecode(ratio: number): string {
  const threshold = Math.round(ratio * 2 ** 32) - 1;
  if (threshold < 0) return `1,${give} 0 0 0`;
  return [
    4,
    `${loadWord} 0 0 ${randomWord}`,
    `${jumpIfGreater} 1 0 ${threshold}`,
    `${give} 0 0 ${matches}`,
    `${give} 0 0 0`,
  ].join(',');
}

/** A line for `tc -batch`: so many packets of those that reach the qdisc go to another class than the rest. */
export function randomClassLine(device: string, handle: string, ratio: number, classId: string): string {
  return (
    `filter replace dev ${device} parent ${handle} prio 1 protocol all handle 1 ` +
    `bpf bytecode "${randomBytecode(ratio)}" flowid ${classId}`
  );
}
