/** What a run's folder has for students, without what is hidden from them. */

import { join } from 'node:path';
import { createReporter } from './create-reporter.ts';
import type { NamedReporter } from './fan-out.ts';

/** `student.json`, in the form of result.json, and `student.md`. */
export function studentReports(folder: string): NamedReporter[] {
  const nowhere = { write: () => {} };
  return [
    { name: 'student-json', file: join(folder, 'student.json') },
    { name: 'student-markdown', file: join(folder, 'student.md') },
  ].map((option) => createReporter(option, nowhere, { color: false }));
}
