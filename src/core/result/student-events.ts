/** A run's events without what is hidden from students: what a student may see is made of these alone. */

import type { CaseEnded, CaseStarted, ExpectationDecided, RunEvent } from '../event/event.ts';

/**
 * Of a hidden case its start, its end and its points remain, and nothing of what was measured, expected,
 * printed or impaired in it.
 */
export class StudentEvents {
  readonly #hidden = new Set<string>();

  /** null: this event is not for students. */
  filter(event: RunEvent): RunEvent | null {
    if (event.type === 'case-started' && event.hidden) this.#hidden.add(event.case);
    // It comes before its case's start, and tells of the solution.
    if (event.type === 'reference-measured') return null;
    if (!('case' in event) || event.case === null || !this.#hidden.has(event.case)) return event;
    switch (event.type) {
      case 'case-started':
        return bareStart(event);
      case 'expectation-decided':
        return bareOutcome(event);
      case 'case-ended':
        return bareEnd(event);
      case 'repeats-scored':
        return event;
      // A new type of event stays hidden until it is listed above.
      default:
        return null;
    }
  }
}

type Timed<T> = T & { readonly at: number };

function bareStart(event: Timed<CaseStarted>): RunEvent {
  const expectations = event.topology.expectations.map(({ points }, index) => ({
    metric: hiddenName(index),
    expected: '',
    points,
    because: '',
  }));
  return {
    ...event,
    topology: { nodes: [], links: [], flows: [], programs: [], timeline: [], expectations },
  };
}

/** The points have to remain: a repeated case's score is made of its expectations'. */
function bareOutcome(event: Timed<ExpectationDecided>): RunEvent {
  const { verdict, points, of } = event.outcome;
  const metric = hiddenName(event.index);
  const message = `${metric} ${verdict === 'pass' ? 'holds' : verdict === 'partial' ? 'holds in part' : "doesn't hold"}`;
  return { ...event, outcome: { metric, verdict, value: null, expected: '', points, of, message } };
}

function hiddenName(index: number): string {
  return `hidden expectation ${index + 1}`;
}

const reasons: Readonly<Record<CaseEnded['verdict'], string | null>> = {
  pass: null,
  partial: null,
  fail: null,
  invalid: 'this hidden case could not be run',
  infra: 'the machine spoilt this hidden case, which is not scored',
};

function bareEnd(event: Timed<CaseEnded>): RunEvent {
  return { ...event, reason: reasons[event.verdict], sentences: [] };
}
