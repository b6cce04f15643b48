/** How far the grading of many submissions is: a line for each that is done, and on a terminal what is being done. */

import type { Grade } from '../core/submission/grade.ts';
import { formatSeconds } from '../core/text/figure.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { truncateToWidth } from '../report/text-width.ts';

interface ProgressSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const eraseLine = '\r\u001b[K';

export class GradeProgress {
  readonly #sink: ProgressSink;
  readonly #total: number;
  readonly #atWork = new Set<string>();
  #done = 0;

  constructor(sink: ProgressSink, total: number) {
    this.#sink = sink;
    this.#total = total;
  }

  begin(submission: string): void {
    this.#atWork.add(submission);
    this.#showStatus();
  }

  end({ submission, verdict, points, of, language, seconds, reason }: Grade): void {
    this.#atWork.delete(submission);
    this.#done += 1;
    const score = points === null ? '' : `, ${points} of ${of}`;
    const why = reason === null ? '' : `: ${reason}`;
    const what = `${submission}: ${verdict}${score} (${language ?? 'no language'}, ${formatSeconds(seconds)})${why}`;
    this.#line(`[${this.#done}/${this.#total}] ${what}`);
    this.#showStatus();
  }

  close(): void {
    if (this.#isTerminal) this.#sink.write(eraseLine);
  }

  #line(text: string): void {
    this.#sink.write(`${this.#isTerminal ? eraseLine : ''}${safeLine(text)}\n`);
  }

  get #isTerminal(): boolean {
    return this.#sink.isTTY === true;
  }

  #showStatus(): void {
    if (!this.#isTerminal || this.#atWork.size === 0) return;
    const names = [...this.#atWork].join(', ');
    const status = safeLine(`${this.#done} of ${this.#total} graded, at work: ${names}`);
    this.#sink.write(eraseLine + truncateToWidth(status, (this.#sink.columns || 80) - 1));
  }
}
