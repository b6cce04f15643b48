/** Which limits a case's programs ran into, in sentences. */

import { plural } from '../core/text/figure.ts';
import { capturedBytesPerStream } from './output-capture.ts';
import type { ProgramInstance } from './program-instance.ts';

export function limitSentences(programs: Iterable<ProgramInstance>): string[] {
  return [...programs].flatMap((program) => {
    const { name, end, stopCause } = program;
    const sentences: string[] = [];
    if (end?.limitHit === 'memory') sentences.push(`${name} was ended by its memory limit.`);
    else if (stopCause === 'time-limit' && !program.spec.service) {
      sentences.push(`${name} still ran at its time limit, and was ended.`);
    }
    if (end?.processLimitReached === true) {
      sentences.push(`${name} reached its process limit: it was refused more processes or threads.`);
    }
    for (const stream of ['stdout', 'stderr'] as const) {
      const { totalBytes } = program[stream];
      if (totalBytes <= capturedBytesPerStream) continue;
      sentences.push(
        `${name} went beyond its output limit: of ${plural(totalBytes, 'byte')} on ${stream} the first and last were kept, ${plural(capturedBytesPerStream, 'byte')} in all.`,
      );
    }
    return sentences;
  });
}
