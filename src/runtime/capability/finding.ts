/** One thing that this machine can or can't do, in a user's words. */
export interface Finding {
  readonly subject: string;
  /** `missing`: labs can't run without it. `lacking`: they run, and something is less than it could be. */
  readonly state: 'good' | 'lacking' | 'missing';
  readonly text: string;
  /** The exact thing to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
}
