/** A reporter that sees no more than a student may. */

import { StudentEvents } from '../core/result/student-events.ts';
import type { Reporter } from './reporter.ts';

export function forStudents(inner: Reporter): Reporter {
  const students = new StudentEvents();
  return {
    onEvent(event) {
      const shown = students.filter(event);
      if (shown !== null) inner.onEvent(shown);
    },
    close: () => inner.close(),
  };
}
