/** What one direction of a link does to packets. Plain data: the emulators give it its effect. */

export type JitterDistribution = 'uniform' | 'normal' | 'pareto' | 'paretonormal';

export interface Jitter {
  /** Half the range for `uniform`, the standard deviation for the others. */
  readonly ms: number;
  readonly distribution: JitterDistribution;
}

export type LossModel =
  | { readonly model: 'independent'; readonly ratio: number }
  /** Average loss `ratio` in bursts of `meanBurstPackets` packets on average. */
  | { readonly model: 'burst'; readonly ratio: number; readonly meanBurstPackets: number }
  /** p: good to bad, r: bad to good; h, k: delivery probability in the bad and the good state. */
  | {
      readonly model: 'gilbert-elliott';
      readonly p: number;
      readonly r: number;
      readonly h: number;
      readonly k: number;
    };

export type QueueLimit =
  | { readonly unit: 'packets'; readonly packets: number }
  | { readonly unit: 'bytes'; readonly bytes: number };

export interface Queue {
  readonly limit: QueueLimit;
  readonly aqm: 'drop-tail' | 'codel';
}

/** A mahimahi packet-delivery trace: at each time 1500 bytes may leave; the list repeats. */
export interface DeliveryTrace {
  readonly file: string;
  readonly opportunitiesMs: readonly number[];
}

export interface Impairment {
  readonly down: boolean;
  readonly delayMs: number;
  readonly jitter: Jitter | null;
  readonly loss: LossModel | null;
  readonly reorder: { readonly ratio: number; readonly byMs: number } | null;
  readonly duplicateRatio: number;
  readonly corruptRatio: number;
  readonly corruptPayloadRatio: number;
  /** IP bytes; null is unlimited. */
  readonly rateBitsPerSecond: number | null;
  /** null: `defaultQueue` where a rate or a trace is set, else nothing ever waits. */
  readonly queue: Queue | null;
  readonly trace: DeliveryTrace | null;
}

export const unimpaired: Impairment = {
  down: false,
  delayMs: 0,
  jitter: null,
  loss: null,
  reorder: null,
  duplicateRatio: 0,
  corruptRatio: 0,
  corruptPayloadRatio: 0,
  rateBitsPerSecond: null,
  queue: null,
  trace: null,
};

/** As long as Linux's own default device queue (ip-link(8), `txqueuelen`). */
export const defaultQueue: Queue = { limit: { unit: 'packets', packets: 1000 }, aqm: 'drop-tail' };
