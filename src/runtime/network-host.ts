/**
 * Where the nodes' networks can be reached from with privilege: this machine, or, where the nodes are
 * somebody else's (another machine's engine, or one that we may only talk to), a container beside them.
 */

import type { Readable, Writable } from 'node:stream';

export interface NetworkHost {
  /** For messages and facts: `this machine`, or which container of which engine. */
  readonly description: string;
  /** What must be added to this machine's CLOCK_MONOTONIC to get that of the host's processes. */
  readonly clockOffsetNs: bigint;
  /** A folder that its processes may write to and `fetch` brings from; null where they see our own files. */
  readonly outbox: string | null;
  /** The argv that runs one of Wirelab's own modules there (own-process.ts). */
  ownProgram(entry: URL, nodeOptions?: readonly string[]): string[];
  /** Starts one of Wirelab's own processes. Its standard input is its lifeline: it ends with us. */
  spawn(argv: readonly string[], place?: NetworkPlace): OwnProcess;
  /**
   * Runs a tool (ip, tc, nft) to its end; its exit status is for the caller to judge.
   * Throws EnvironmentError where the tool isn't there, with what to install.
   */
  run(argv: readonly string[], options?: ToolOptions): Promise<ToolResult>;
  /** A file of /proc or /sys there; null when it can't be read. */
  read(path: string): Promise<string | null>;
  /** Copies a file from the outbox to this machine. */
  fetch(path: string, to: string): Promise<void>;
}

export interface NetworkPlace {
  /** The network namespace to run in: a path as for setns(2); the host's own unless given. */
  readonly networkNamespace?: string;
}

export interface ToolOptions extends NetworkPlace {
  readonly input?: string;
}

export interface ToolResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What Wirelab needs of a process of its own: a ChildProcess is one. */
export interface OwnProcess {
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** It couldn't be started, or reached. */
  once(event: 'error', listener: (error: Error) => void): this;
  /** `close` comes after `exit`, once its output has been read as well. */
  once(event: 'exit' | 'close', listener: (status: number | null, signal: string | null) => void): this;
  kill(signal?: NodeJS.Signals): boolean;
}
