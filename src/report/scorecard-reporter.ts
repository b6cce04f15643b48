/** What all reporters have in common that make their text of a scorecard. */

import type { Scorecard } from '../core/result/scorecard.ts';
import { ScorecardFold } from '../core/result/scorecard-fold.ts';
import { StudentEvents } from '../core/result/student-events.ts';
import type { ReportDocument, Reporter } from './reporter.ts';

export interface ScorecardFormat {
  /** Students read it: what is hidden isn't in it. */
  readonly forStudents: boolean;
  /** Written after every case too, so that a run that is killed leaves what it had. */
  readonly afterEachCase?: boolean;
  /** null: no report is the right one, as where the machine failed and nothing may be scored. */
  render(card: Scorecard): string | null;
}

export function scorecardReporter(document: ReportDocument, format: ScorecardFormat): Reporter {
  const fold = new ScorecardFold();
  const students = format.forStudents ? new StudentEvents() : null;
  const publish = (): void => document.update(() => format.render(fold.scorecard()));
  return {
    onEvent(event) {
      const shown = students === null ? event : students.filter(event);
      if (shown === null) return;
      fold.add(shown);
      const isStage = shown.type === 'run-started' || shown.type === 'case-ended';
      if (format.afterEachCase && isStage) publish();
    },
    async close() {
      if (fold.started) publish();
    },
  };
}
