/** The options of `run`, as the command line gives them. */

export interface RunCommandOptions {
  readonly runtime: 'auto' | 'docker' | 'namespaces';
  readonly emulator: 'auto' | 'netem' | 'fabric';
  readonly seed?: number;
  readonly case: readonly string[];
  readonly set: readonly string[];
  readonly reporter: readonly string[];
  readonly capture?: boolean;
  readonly out: string;
  readonly time?: string;
  readonly jobs: number;
}
