import { read } from 'node:fs';
import { armTimer, openTimer } from './libc.ts';
import { monotonicNs } from './monotonic-clock.ts';

interface Appointment {
  readonly dueNs: number;
  readonly action: () => void;
}

/**
 * Calls functions at times on CLOCK_MONOTONIC, to within about 0.1 ms, without spinning: a thread of
 * libuv's pool waits in read(2) on a timerfd. setTimeout is late by 1 ms and more.
 */
export class Alarm {
  readonly #fd = openTimer();
  readonly #expirations = Buffer.alloc(8);
  /** Latest first, so that the next one is popped off the end. */
  readonly #appointments: Appointment[] = [];
  #reading = false;

  at(dueNs: number, action: () => void): void {
    const appointments = this.#appointments;
    let i = appointments.length;
    while (i > 0 && (appointments[i - 1]?.dueNs ?? Infinity) <= dueNs) i--;
    appointments.splice(i, 0, { dueNs, action });
    this.#arm();
  }

  /** A process doesn't end while a thread of the pool is in read(2): let it come back. */
  release(): void {
    this.#appointments.length = 0;
    armTimer(this.#fd, 1);
  }

  #arm(): void {
    const next = this.#appointments.at(-1);
    if (next === undefined) return;
    armTimer(this.#fd, next.dueNs);
    if (this.#reading) return;
    this.#reading = true;
    read(this.#fd, this.#expirations, 0, 8, null, () => {
      this.#reading = false;
      this.#fire();
      this.#arm();
    });
  }

  #fire(): void {
    const nowNs = monotonicNs();
    for (;;) {
      const next = this.#appointments.at(-1);
      if (next === undefined || next.dueNs > nowNs) return;
      this.#appointments.pop();
      next.action();
    }
  }
}
