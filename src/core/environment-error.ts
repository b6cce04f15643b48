/** The machine can't do what was asked: what failed, why, and the remedy. Ends a run with status 3. */
export class EnvironmentError extends Error {
  readonly remedy: string | null;

  constructor(message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'EnvironmentError';
    this.remedy = options.remedy ?? null;
  }
}
