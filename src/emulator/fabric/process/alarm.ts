/**
 * How long to sleep before a packet is due. The kernel wakes a sleeper some tens of microseconds late
 * (an idle processor has to come back from its own sleep first), so sleep ends that much early and the
 * rest is passed awake, polling, within a budget that leaves the processor to others.
 */

import { availableParallelism } from 'node:os';

const awakeNs = 80e3;
/** At most this part of the time is passed awake for nothing. */
const budgetRatio = 0.2;
const maxBudgetNs = 5e6;

export class Alarm {
  readonly #mayPoll = availableParallelism() > 1;
  #budgetNs = 0;
  #lastNs = 0;
  #wasPolling = false;

  /**
   * @param dueNs when the next packet is due, for which it pays to be exact
   * @param idleNs when there is something else to do, for which it doesn't
   * @returns how long to wait for descriptors; 0 to look at them and come back at once
   */
  waitNs(nowNs: number, dueNs: number, idleNs: number): number {
    const passedNs = nowNs - this.#lastNs;
    this.#lastNs = nowNs;
    this.#budgetNs += passedNs * (this.#wasPolling ? budgetRatio - 1 : budgetRatio);
    this.#budgetNs = Math.min(this.#budgetNs, maxBudgetNs);
    this.#wasPolling = false;
    if (!this.#mayPoll || this.#budgetNs < awakeNs || idleNs < dueNs - awakeNs) {
      return Math.min(dueNs, idleNs) - nowNs;
    }
    if (dueNs - nowNs > awakeNs) return dueNs - awakeNs - nowNs;
    this.#wasPolling = dueNs > nowNs;
    return 0;
  }
}
