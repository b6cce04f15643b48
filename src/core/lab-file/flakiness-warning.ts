/** What makes a verdict flaky, and the remedy. */
export interface FlakinessWarning {
  readonly message: string;
  readonly hint: string;
}
