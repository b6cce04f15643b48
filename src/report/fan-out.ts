/** Several reporters as one, each safe from the others' failures. */

import type { RunEvent } from '../core/event/event.ts';
import type { Reporter } from './reporter.ts';

export interface NamedReporter {
  readonly name: string;
  readonly reporter: Reporter;
  /** Students read what it writes. */
  readonly forStudents?: boolean;
}

/**
 * A reporter that throws gets no more events, but is closed for what it may hold open; the others go on.
 * @param onFailure called once per reporter that failed.
 */
export function fanOut(
  reporters: readonly NamedReporter[],
  onFailure: (name: string, error: unknown) => void,
): Reporter {
  const failed = new Set<NamedReporter>();
  const fail = (entry: NamedReporter, error: unknown): void => {
    if (failed.has(entry)) return;
    failed.add(entry);
    onFailure(entry.name, error);
  };
  return {
    onEvent(event: RunEvent): void {
      for (const entry of reporters) {
        if (failed.has(entry)) continue;
        try {
          entry.reporter.onEvent(event);
        } catch (error) {
          fail(entry, error);
        }
      }
    },
    async close(): Promise<void> {
      await Promise.all(
        reporters.map(async (entry) => {
          try {
            await entry.reporter.close();
          } catch (error) {
            fail(entry, error);
          }
        }),
      );
    },
  };
}
