/** What the orchestrator and the fabric's process say to each other, one JSON object a line. */

import type { Impairment } from '../../core/lab/impairment.ts';
import type { WireNotice, WireReport, WireSpec } from '../emulator.ts';

export type FabricCommand =
  | {
      readonly type: 'attach';
      readonly wire: WireSpec;
      /** By node: a path that setns(2) takes once opened. */
      readonly networkNamespaces: Readonly<Record<string, string>>;
    }
  /** On CLOCK_MONOTONIC, in decimal: too large for a JSON number. */
  | { readonly type: 'start-clock'; readonly originNs: string }
  | { readonly type: 'impair'; readonly link: string; readonly from: string; readonly impairment: Impairment }
  | { readonly type: 'finish' };

export type FabricMessage =
  | { readonly type: 'ready'; readonly facts: Readonly<Record<string, string>> }
  | { readonly type: 'attached' }
  /** Some directions' counters, those that changed; `isLast` ends a round. */
  | { readonly type: 'readings'; readonly readings: readonly Reading[]; readonly isLast: boolean }
  | Exclude<WireNotice, { type: 'counters' }>
  | { readonly type: 'report'; readonly report: WireReport }
  | { readonly type: 'error'; readonly message: string; readonly remedy: string | null };

/** Port, then the counters in the order of `readingFields`. */
export type Reading = readonly number[];

export const readingFields = [
  'offered',
  'delivered',
  'lost',
  'queueDrops',
  'duplicated',
  'reordered',
  'corrupted',
  'queuePackets',
  'queueMaxPackets',
  'offeredBytes',
  'deliveredBytes',
] as const;
