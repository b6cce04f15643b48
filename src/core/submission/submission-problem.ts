/** Why a submission can't be run, for its author. */
export interface SubmissionProblem {
  readonly stage: 'archive' | 'language' | 'build';
  /** May quote names and output of the student's: make it safe before it is shown. */
  readonly message: string;
  /** What the student can do. */
  readonly hint: string | null;
  /** What the compiler said. */
  readonly output: string | null;
}

export function problemOf(
  stage: SubmissionProblem['stage'],
  message: string,
  hint: string | null = null,
  output: string | null = null,
): SubmissionProblem {
  return { stage, message, hint, output };
}

/** Thrown where a submission's bytes are read; what it says is the student's matter, not a failure of ours. */
export class SubmissionError extends Error {
  readonly problem: SubmissionProblem;

  constructor(problem: SubmissionProblem) {
    super(problem.message);
    this.name = 'SubmissionError';
    this.problem = problem;
  }
}
