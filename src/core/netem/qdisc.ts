/** One queueing discipline: how tc(8) is told to set it, and what it must say of it afterwards. */

export interface Qdisc {
  readonly handle: string;
  /** The handle and class that it hangs on; null: it is the device's root. */
  readonly parent: string | null;
  readonly kind: 'netem' | 'tbf' | 'prio' | 'pfifo' | 'bfifo' | 'codel';
  /** Bytes added to each packet's length before anything is counted (tc-stab(8)). */
  readonly overheadBytes: number;
  /** The whole set of options: a change leaves some that aren't named as they were, and resets others. */
  readonly options: readonly string[];
  /** By the path in the options of `tc -j qdisc show`; what is left out there is 0. */
  readonly expected: Readonly<Record<string, number>>;
  /** Read back as a time in the kernel's ticks of 64 ns, or in microseconds. */
  readonly coarse: readonly string[];
}

/** A line for `tc -batch`, which makes the qdisc, or changes it where it is there already. */
export function replaceLine(device: string, qdisc: Qdisc): string {
  const { handle, parent, kind, overheadBytes, options } = qdisc;
  const place = parent === null ? 'root' : `parent ${parent}`;
  const stab = overheadBytes === 0 ? '' : `stab overhead ${overheadBytes} linklayer ethernet `;
  return `qdisc replace dev ${device} ${place} handle ${handle} ${stab}${[kind, ...options].join(' ')}`;
}

/** Throws away what is queued. */
export function deleteLine(device: string): string {
  return `qdisc del dev ${device} root`;
}
