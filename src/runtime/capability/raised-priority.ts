import { getPriority, setPriority } from 'node:os';
import type { Finding } from './finding.ts';

/** Tries on this very process: a priority that was raised can always be lowered again. */
export function priorityFinding(): Finding {
  const now = getPriority();
  try {
    setPriority(now - 1);
    setPriority(now);
    return {
      subject: 'priority',
      state: 'good',
      text: 'the emulator may run before other programs',
      remedy: null,
    };
  } catch {
    return {
      subject: 'priority',
      state: 'lacking',
      text: 'the emulator runs at ordinary priority: on a busy machine delays are less exact',
      remedy:
        'run as root, or allow it: a line `YOUR-NAME - nice -20` in /etc/security/limits.conf, then log in again',
    };
  }
}
