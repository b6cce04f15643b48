/** The reporter `json`: result.json, once, at the end. */

import { ResultFold, type RunResult } from '../core/result/result.ts';
import { jsonDocument } from './json-document.ts';
import type { Reporter, ReportSink } from './reporter.ts';

export function jsonReporter(sink: ReportSink): Reporter {
  const fold = new ResultFold();
  let started = false;
  return {
    onEvent(event) {
      if (event.type === 'run-started') started = true;
      fold.add(event);
    },
    async close() {
      if (started) sink.write(formatResult(fold.result()));
    },
  };
}

/** The text of result.json. */
export function formatResult(result: RunResult): string {
  return jsonDocument(result);
}
