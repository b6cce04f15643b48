/** A direction's counters, out of what the kernel counts at its hops and qdiscs. */

import type { DirectionCounters } from '../event/event.ts';
import { noCounters } from '../event/no-counters.ts';
import { type StageKind, stageKinds } from './stage.ts';
import { chosenHandle, queueHandle, rootHandle } from './stage-setting.ts';
import { type DirectionWiring, stageDevices } from './wiring.ts';
import { ActionIndex } from './wiring-lines.ts';

export interface Count {
  readonly packets: number;
  readonly bytes: number;
  readonly drops: number;
  /** Queued now. */
  readonly queued: number;
}

/** All counts of the wire namespace at one time; null: nothing of the kind is there. */
export interface KernelCounts {
  mirred(index: number): Count | null;
  gact(index: number): Count | null;
  qdisc(device: string, handle: string): Count | null;
}

export const noCount: Count = { packets: 0, bytes: 0, drops: 0, queued: 0 };

export class Account {
  readonly #wiring: DirectionWiring;
  /** What was counted until the stages last changed, and what the kernel's counts were then. */
  #base: DirectionCounters = noCounters;
  #zero: DirectionCounters = noCounters;
  #queueMax = 0;

  constructor(wiring: DirectionWiring) {
    this.#wiring = wiring;
  }

  /** @param stages those of the direction, in their order */
  read(counts: KernelCounts, stages: readonly StageKind[]): DirectionCounters {
    const now = count(this.#wiring, counts, stages);
    this.#queueMax = Math.max(this.#queueMax, now.queuePackets);
    const since = (field: keyof DirectionCounters) =>
      Math.max(0, this.#base[field] + now[field] - this.#zero[field]);
    return {
      offered: since('offered'),
      delivered: since('delivered'),
      lost: since('lost'),
      queueDrops: since('queueDrops'),
      duplicated: since('duplicated'),
      reordered: since('reordered'),
      corrupted: since('corrupted'),
      queuePackets: now.queuePackets,
      queueMaxPackets: this.#queueMax,
      offeredBytes: since('offeredBytes'),
      deliveredBytes: since('deliveredBytes'),
    };
  }

  /**
   * The stages are other ones from here on, or their counts begin anew.
   * @param before the counts just before, with the stages of then; @param after those just after
   * @param lost packets that went with what was taken away
   */
  rebase(
    before: { readonly counts: KernelCounts; readonly stages: readonly StageKind[] },
    after: { readonly counts: KernelCounts; readonly stages: readonly StageKind[] },
    lost: number,
  ): void {
    const total = this.read(before.counts, before.stages);
    this.#base = { ...total, lost: total.lost + lost };
    this.#zero = count(this.#wiring, after.counts, after.stages);
  }
}

/** What waits in a direction's stages, all of which a link that goes down loses. */
export function packetsUnderway(
  { far }: DirectionWiring,
  counts: KernelCounts,
  stages: readonly StageKind[],
): number {
  return stages.reduce((sum, kind) => {
    const device = stageDevices(far, kind).near;
    return sum + (counts.qdisc(device, rootHandle)?.queued ?? 0);
  }, 0);
}

function count(
  wiring: DirectionWiring,
  counts: KernelCounts,
  stages: readonly StageKind[],
): DirectionCounters {
  const at = (kind: StageKind, handle: string) =>
    stages.includes(kind) ? (counts.qdisc(stageDevices(wiring.far, kind).near, handle) ?? noCount) : noCount;
  const hop = (kind: StageKind | undefined) => counts.mirred(ActionIndex.hop(wiring, hopOf(kind))) ?? noCount;
  const before = (kind: StageKind) => stages[stages.indexOf(kind) - 1];
  const source = hop(undefined);
  const down = counts.gact(ActionIndex.down(wiring)) ?? noCount;
  const last = hop(stages.at(-1));
  const unaddressed = counts.gact(ActionIndex.unaddressed(wiring)) ?? noCount;
  const duplicated = stages.includes('duplicate')
    ? hop('duplicate').packets + at('duplicate', rootHandle).queued - hop(before('duplicate')).packets
    : 0;
  const line = at('line', rootHandle);
  const queues = [at('byte-queue', queueHandle), at('codel-queue', queueHandle)];
  const limited = [line, ...queues, at('delay', rootHandle), at('reorder', chosenHandle)];
  const waitingBehind = queues.reduce((sum, { queued }) => sum + queued, 0);
  return {
    offered: source.packets + down.packets,
    delivered: last.packets + unaddressed.packets,
    lost: down.packets + at('loss', rootHandle).drops,
    queueDrops: limited.reduce((sum, { drops }) => sum + drops, 0),
    duplicated,
    reordered: at('reorder', chosenHandle).packets,
    corrupted: at('corrupt', chosenHandle).packets,
    // The packet on the line doesn't wait.
    queuePackets: Math.max(0, line.queued - 1) + waitingBehind,
    queueMaxPackets: 0,
    offeredBytes: source.bytes + down.bytes,
    deliveredBytes: last.bytes + unaddressed.bytes,
  };
}

/** 0 is the source's. */
export function hopOf(kind: StageKind | undefined): number {
  return kind === undefined ? 0 : stageKinds.indexOf(kind) + 1;
}

/** Counters of a direction that passes a hop first. @param hop the hop's own @param own those of the stages after it */
export function afterHop(hop: DirectionCounters, own: DirectionCounters): DirectionCounters {
  return {
    ...own,
    offered: hop.offered,
    offeredBytes: hop.offeredBytes,
    lost: hop.lost + own.lost,
    queueDrops: hop.queueDrops + own.queueDrops,
    duplicated: hop.duplicated + own.duplicated,
    reordered: hop.reordered + own.reordered,
    corrupted: hop.corrupted + own.corrupted,
  };
}
