import { describe, expect, it } from 'vitest';
import { fanOut } from '../../src/report/fan-out.ts';
import type { Reporter } from '../../src/report/reporter.ts';
import { eventfulRun } from './synthetic-run.ts';

class Recorder implements Reporter {
  readonly seen: string[] = [];
  readonly #failsAt: string | null;

  constructor(failsAt: string | null = null) {
    this.#failsAt = failsAt;
  }

  onEvent({ type }: { type: string }): void {
    this.seen.push(type);
    if (type === this.#failsAt) throw new Error(`no ${type} for me`);
  }

  async close(): Promise<void> {
    this.seen.push('close');
    if (this.#failsAt === 'close') throw new Error('no close for me');
  }
}

describe('fanOut', () => {
  it('keeps a failing reporter from the others', async () => {
    const events = eventfulRun('pass');
    const all = [...events.map(({ type }) => type), 'close'];
    const first = new Recorder();
    const fails = new Recorder('clock-started');
    const failsLate = new Recorder('close');
    const last = new Recorder();
    const failures: string[] = [];
    const together = fanOut(
      [
        { name: 'first', reporter: first },
        { name: 'fails', reporter: fails },
        { name: 'fails late', reporter: failsLate },
        { name: 'last', reporter: last },
      ],
      (name, error) => failures.push(`${name}: ${(error as Error).message}`),
    );
    for (const event of events) together.onEvent(event);
    await together.close();
    expect(first.seen).toEqual(all);
    expect(last.seen).toEqual(all);
    expect(failsLate.seen).toEqual(all);
    expect(fails.seen).toEqual([...all.slice(0, all.indexOf('clock-started') + 1), 'close']);
    expect(failures).toEqual(['fails: no clock-started for me', 'fails late: no close for me']);
  });
});
