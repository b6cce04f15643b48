export interface CommandOptions {
  /** On top of what the node's programs have. */
  readonly environment: Readonly<Record<string, string>>;
  /** With no more than the lab's programs may, instead of privilege over the node's network. */
  readonly asProgram: boolean;
}
