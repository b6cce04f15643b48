import { readFileSync, readlinkSync } from 'node:fs';
import type { ClockIdentity } from './message.ts';

export function clockIdentity(): ClockIdentity {
  return {
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    // Null on kernels that have none (before 5.6).
    timeNamespace: orNull(() => readlinkSync('/proc/self/ns/time')),
  };
}

function orNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
