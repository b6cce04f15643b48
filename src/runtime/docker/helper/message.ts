/** What the orchestrator and the agent in a helper container say to each other, a JSON value a line. */

import type { ToolResult } from '../../network-host.ts';

export type HelperRequest =
  | {
      readonly id: number;
      readonly type: 'run';
      readonly argv: readonly string[];
      readonly input: string;
      readonly networkNamespace: string | null;
    }
  | { readonly id: number; readonly type: 'read'; readonly path: string }
  | { readonly id: number; readonly type: 'signal'; readonly pid: number; readonly signal: NodeJS.Signals }
  | { readonly id: number; readonly type: 'clock' };

export type HelperAnswer =
  | HelperReady
  | { readonly id: number; readonly type: 'ran'; readonly result: ToolResult }
  | { readonly id: number; readonly type: 'absent'; readonly tool: string }
  | { readonly id: number; readonly type: 'failed'; readonly why: string }
  | { readonly id: number; readonly type: 'text'; readonly text: string | null }
  | { readonly id: number; readonly type: 'clock'; readonly monotonicNs: string };

/** The agent's first words. */
export interface HelperReady {
  readonly id: 0;
  readonly type: 'ready';
  /** As its own /proc has it. */
  readonly pid: number;
  readonly clock: ClockIdentity;
}

/** Two processes for which these are equal read the same CLOCK_MONOTONIC (time_namespaces(7)). */
export interface ClockIdentity {
  readonly boot: string | null;
  readonly timeNamespace: string | null;
}
