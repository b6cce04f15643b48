import { percentile } from './percentile.ts';
import type { TcpInfo } from './tcp-info.ts';

export interface TcpSummary {
  readonly retransmits: number;
  readonly rtoTimeouts: number | null;
  readonly rttMinSeconds: number | null;
  /** Median of the sampled smoothed RTT. */
  readonly rttP50Seconds: number | null;
  readonly cwndMaxSegments: number | null;
  /** Weighted by how long each sample held. */
  readonly cwndMeanSegments: number | null;
}

/** Samples of one socket's TCP_INFO over its connection. */
export class TcpSamples {
  #latest: TcpInfo | null = null;
  #latestAtNs = 0;
  #cwndMax = 0;
  #cwndTimesNs = 0;
  #cwndNs = 0;
  #rttMinSeconds: number | null = null;
  readonly #rttsSeconds: number[] = [];

  /** @param atNs not before the previous sample's */
  add(info: TcpInfo, atNs: number): void {
    if (this.#latest !== null) {
      const heldNs = atNs - this.#latestAtNs;
      this.#cwndTimesNs += this.#latest.cwndSegments * heldNs;
      this.#cwndNs += heldNs;
    }
    this.#latest = info;
    this.#latestAtNs = atNs;
    this.#cwndMax = Math.max(this.#cwndMax, info.cwndSegments);
    if (info.smoothedRttSeconds !== null) this.#rttsSeconds.push(info.smoothedRttSeconds);
    if (info.minRttSeconds !== null) {
      this.#rttMinSeconds = Math.min(this.#rttMinSeconds ?? Infinity, info.minRttSeconds);
    }
  }

  get latest(): TcpInfo | null {
    return this.#latest;
  }

  /** @returns null before the first sample */
  summary(): TcpSummary | null {
    const latest = this.#latest;
    if (latest === null) return null;
    return {
      retransmits: latest.totalRetransmits,
      rtoTimeouts: latest.totalRtoTimeouts,
      rttMinSeconds: this.#rttMinSeconds,
      rttP50Seconds: percentile(Float64Array.from(this.#rttsSeconds).sort(), 0.5),
      cwndMaxSegments: this.#cwndMax,
      cwndMeanSegments: this.#cwndNs === 0 ? latest.cwndSegments : this.#cwndTimesNs / this.#cwndNs,
    };
  }
}
