/** The exit statuses that users' scripts and CI jobs rely on. */

import type { Verdict } from '../core/event/event.ts';

export const exitStatus = {
  allHold: 0,
  /** An expectation doesn't hold, or only partly. */
  notAllHold: 1,
  /** The lab, the submission or the command line. */
  invalid: 2,
  /** The environment can't run it, or failed. */
  environment: 3,
} as const;

export const signalStatus: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

export function statusOfVerdict(verdict: Verdict): number {
  switch (verdict) {
    case 'pass':
      return exitStatus.allHold;
    case 'partial':
    case 'fail':
      return exitStatus.notAllHold;
    case 'invalid':
      return exitStatus.invalid;
    case 'infra':
      return exitStatus.environment;
  }
}

/** Of several labs' the first of 129/130/143, 3, 2, 1, 0. */
export function combineStatuses(statuses: readonly number[]): number {
  return statuses.reduce((worst, status) => Math.max(worst, status), exitStatus.allHold);
}
