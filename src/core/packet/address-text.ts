/** Addresses as text; IPv6 in the canonical form of RFC 5952. */

import { readUint16 } from './byte-order.ts';

export function addressText(frame: Uint8Array, offset: number, length: number): string {
  if (length === 4) return Array.from(frame.subarray(offset, offset + 4)).join('.');
  const groups: number[] = [];
  for (let at = offset; at < offset + length; at += 2) groups.push(readUint16(frame, at));
  const gap = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (gap.length < 2) return hex.join(':');
  return `${hex.slice(0, gap.start).join(':')}::${hex.slice(gap.start + gap.length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let at = 0; at <= groups.length; at++) {
    if (groups[at] === 0) continue;
    if (at - start > best.length) best = { start, length: at - start };
    start = at + 1;
  }
  return best;
}
