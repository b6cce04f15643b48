/** What several submissions came to, one beside the other. */

import type { Verdict } from '../event/event.ts';
import type { RunResult } from '../result/result.ts';

/** `not-graded`: it was stopped before its end. */
export type GradeVerdict = Verdict | 'not-graded';

export interface Grade {
  readonly submission: string;
  /** As it was handed in. */
  readonly path: string;
  readonly language: string | null;
  readonly verdict: GradeVerdict;
  /** Null where nothing may be scored: the machine failed, or somebody stopped it. */
  readonly points: number | null;
  readonly of: number;
  /** Why it could not be run. */
  readonly reason: string | null;
  readonly seconds: number;
  readonly cases: readonly {
    readonly case: string;
    readonly verdict: Verdict;
    readonly points: number | null;
    readonly of: number;
  }[];
}

interface Graded {
  readonly submission: string;
  readonly path: string;
  /** What the lab is worth. */
  readonly of: number;
  readonly result: RunResult;
  /** The run came to its end. */
  readonly finished: boolean;
}

export function gradeOf({ submission, path, of, result, finished }: Graded): Grade {
  const verdict = finished ? result.verdict : 'not-graded';
  return {
    submission,
    path,
    language: result.submission?.language ?? null,
    verdict,
    points: isScored(verdict) ? result.score.points : null,
    of,
    reason: result.submission?.problem ?? null,
    seconds: result.duration,
    cases: result.cases.map(({ case: name, verdict: caseVerdict, score }) => ({
      case: name,
      verdict: caseVerdict,
      points: isScored(caseVerdict) ? score.points : null,
      of: score.of,
    })),
  };
}

/** A failure that is ours costs nobody a point: it has none, rather than 0. */
function isScored(verdict: GradeVerdict): boolean {
  return verdict !== 'infra' && verdict !== 'not-graded';
}

/** How many of each verdict, in the order of `verdicts`; those that nobody has are left out. */
export function countVerdicts(grades: readonly Grade[]): [GradeVerdict, number][] {
  return verdicts
    .map((verdict): [GradeVerdict, number] => [
      verdict,
      grades.filter((grade) => grade.verdict === verdict).length,
    ])
    .filter(([, count]) => count > 0);
}

const verdicts: readonly GradeVerdict[] = ['pass', 'partial', 'fail', 'invalid', 'infra', 'not-graded'];
