import { delayVariations, interarrivalJitter } from './delay-variation.ts';
import { countLossPeriods } from './loss-periods.ts';
import { percentile } from './percentile.ts';
import { measureReordering } from './reordering.ts';

export interface StreamMeasurement {
  readonly sent: number;
  /** Datagrams of which at least one copy arrived, corrupted or not. */
  readonly received: number;
  readonly lost: number;
  /** Null when nothing was sent. */
  readonly loss: number | null;
  /** Copies beyond the first. */
  readonly duplicates: number;
  /** Copies with a bit changed. */
  readonly corrupted: number;
  readonly reordered: number | null;
  readonly reorderExtentMax: number | null;
  readonly nReordered3: number | null;
  readonly lossPeriods: number;
  readonly jitterSeconds: number | null;
  readonly ipdvP99Seconds: number | null;
  readonly delayP50Seconds: number | null;
  readonly delayP95Seconds: number | null;
  readonly delayP99Seconds: number | null;
}

/** Datagrams of one numbered stream as they arrive, and what follows from them. */
export class ArrivalLog {
  readonly #planned: number;
  /** By order of arrival, first copies only. */
  readonly #sequence: Uint32Array;
  readonly #transitNs: Float64Array;
  readonly #seen: Uint8Array;
  #received = 0;
  #duplicates = 0;
  #corrupted = 0;
  #late = 0;
  #nextExpected = 0;
  #transitMaxNs = 0;
  #transitLastNs: number | null = null;

  /** @param planned sequence numbers run from 0 to planned - 1 */
  constructor(planned: number) {
    this.#planned = planned;
    this.#sequence = new Uint32Array(planned);
    this.#transitNs = new Float64Array(planned);
    this.#seen = new Uint8Array(planned);
  }

  /** @returns whether it is the first copy of a datagram of this stream */
  add(sequence: number, sentAtNs: number, receivedAtNs: number, corrupted: boolean): boolean {
    if (sequence >= this.#planned) return false;
    if (corrupted) this.#corrupted++;
    if (this.#seen[sequence] === 1) {
      this.#duplicates++;
      return false;
    }
    this.#seen[sequence] = 1;
    const transitNs = receivedAtNs - sentAtNs;
    this.#sequence[this.#received] = sequence;
    this.#transitNs[this.#received] = transitNs;
    this.#received++;
    this.#transitLastNs = transitNs;
    this.#transitMaxNs = Math.max(this.#transitMaxNs, transitNs);
    if (sequence >= this.#nextExpected) this.#nextExpected = sequence + 1;
    else this.#late++;
    return true;
  }

  /** A copy so broken that nobody can tell which datagram it was. */
  addUnrecognisable(): void {
    this.#corrupted++;
  }

  get received(): number {
    return this.#received;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  /** So far: behind one with a higher number. */
  get reordered(): number {
    return this.#late;
  }

  /** So far: overtaken by a later one and not here yet. */
  get missing(): number {
    return this.#nextExpected - this.#received;
  }

  get transitMaxNs(): number {
    return this.#transitMaxNs;
  }

  get transitLastNs(): number | null {
    return this.#transitLastNs;
  }

  measure(sent: number): StreamMeasurement {
    const received = this.#received;
    const transitNs = this.#transitNs.subarray(0, received);
    const transitBySequence = new Float64Array(sent).fill(Number.NaN);
    transitNs.forEach((transit, i) => {
      transitBySequence[this.#sequence[i] ?? 0] = transit;
    });
    const ascending = transitNs.slice().sort();
    const reordering = received === 0 ? null : measureReordering(this.#sequence.subarray(0, received));
    return {
      sent,
      received,
      lost: sent - received,
      loss: sent === 0 ? null : (sent - received) / sent,
      duplicates: this.#duplicates,
      corrupted: this.#corrupted,
      reordered: reordering?.ratio ?? null,
      reorderExtentMax: reordering?.extentMax ?? null,
      nReordered3: reordering?.nReorderedPackets ?? null,
      lossPeriods: countLossPeriods(sent, (sequence) => this.#seen[sequence] !== 1),
      jitterSeconds: seconds(interarrivalJitter(transitNs)),
      ipdvP99Seconds: seconds(percentile(delayVariations(transitBySequence), 0.99)),
      delayP50Seconds: seconds(percentile(ascending, 0.5)),
      delayP95Seconds: seconds(percentile(ascending, 0.95)),
      delayP99Seconds: seconds(percentile(ascending, 0.99)),
    };
  }
}

function seconds(ns: number | null): number | null {
  return ns === null ? null : ns / 1e9;
}
