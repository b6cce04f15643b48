import { randomBytes } from 'node:crypto';

/** Unique on this machine, and short: it is part of names of control groups. */
export function newRunId(): string {
  return `${process.pid.toString(36)}-${randomBytes(4).toString('hex')}`;
}
