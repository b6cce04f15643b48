/** What a stage's device is set to for an impairment; for one that doesn't need the stage, to pass everything on. */

import { defaultQueue, type Impairment } from '../lab/impairment.ts';
import { netemJitter } from './jitter-table.ts';
import { netem } from './netem-options.ts';
import { flightLimitPackets, passingLimitPackets } from './packet-limit.ts';
import type { Qdisc } from './qdisc.ts';
import { needs, type StageKind } from './stage.ts';
import { rateBytesPerSecond, rateText } from './tc-number.ts';

export interface StageSetting {
  /** Parents first. */
  readonly qdiscs: readonly Qdisc[];
  /** Of the packets that reach the root, so many at random go to the class `chosenClass`; null: there is no choice. */
  readonly chosenRatio: number | null;
}

export interface StageContext {
  readonly mtu: number;
  /** For a netem's random draws; null where tc or the kernel takes none. */
  readonly seed: number | null;
}

const root = '1:';
const passedBy = '1:1';
export const chosenClass = '1:2';
/** Of the qdisc through which chosen packets go. */
export const chosenHandle = '3:';
/** Of what waits behind a shaper. */
export const queueHandle = '2:';
export const rootHandle = root;

/** netem keeps order where it has a rate; this one is so high that it changes nothing else. */
const orderingRate = 1e12;
const ethernetHeader = 14;
/** A shaper that wakes up so late still keeps its rate. */
const shaperSlackMs = 1;
/** Of a shaper through which everything passes. */
const passingShaperRate = 40e9;

export function stageSetting(kind: StageKind, impairment: Impairment, context: StageContext): StageSetting {
  const { seed } = context;
  const { queue, rateBitsPerSecond, delayMs, jitter, reorder } = impairment;
  const { limit } = queue ?? defaultQueue;
  switch (kind) {
    case 'loss':
      return alone(netem(root, null, { limitPackets: passingLimitPackets, loss: impairment.loss, seed }));
    case 'corrupt':
      return choice(
        impairment.corruptRatio,
        netem(chosenHandle, chosenClass, { limitPackets: passingLimitPackets, corruptRatio: 1, seed }),
      );
    case 'duplicate':
      return alone(
        netem(root, null, {
          limitPackets: passingLimitPackets,
          duplicateRatio: impairment.duplicateRatio,
          seed,
        }),
      );
    case 'byte-queue': {
      const isNeeded = needs(kind, impairment) && limit.unit === 'bytes';
      const bytes = isNeeded ? limit.bytes : 100_000_000;
      return shaped(isNeeded ? rateBitsPerSecond : null, context, {
        kind: 'bfifo',
        options: ['limit', `${bytes}b`],
        expected: { limit: bytes },
        coarse: [],
      });
    }
    case 'codel-queue': {
      const isNeeded = needs(kind, impairment) && limit.unit === 'packets';
      const packets = isNeeded ? limit.packets : 100_000;
      return shaped(isNeeded ? rateBitsPerSecond : null, context, {
        kind: 'codel',
        // RFC 8289's own figures, which the fabric has as well.
        options: ['limit', String(packets), 'target', '5ms', 'interval', '100ms', 'noecn'],
        expected: { limit: packets, target: 5000, interval: 100_000 },
        coarse: ['target', 'interval'],
      });
    }
    case 'line': {
      const queued = queue?.aqm === 'codel' || limit.unit === 'bytes' ? null : limit.packets;
      return alone(
        netem(root, null, {
          // The packet on the line is in netem's queue, and not in the lab's.
          limitPackets: rateBitsPerSecond === null || queued === null ? passingLimitPackets : queued + 1,
          rateBitsPerSecond: rateBitsPerSecond ?? orderingRate,
          overheadBytes: -ethernetHeader,
        }),
      );
    }
    case 'delay': {
      const spread = jitter === null ? null : netemJitter(jitter);
      const mean = delayMs + (spread?.shiftMs ?? 0);
      return alone(
        netem(root, null, {
          limitPackets: flightLimitPackets(mean + (spread?.largestMs ?? 0), rateBitsPerSecond),
          // tc refuses a table without a delay.
          delayMs: spread?.table == null ? mean : Math.max(mean, 0.001),
          jitterMs: spread?.jitterMs ?? 0,
          table: spread?.table ?? null,
          rateBitsPerSecond: orderingRate,
          seed,
        }),
      );
    }
    case 'reorder':
      return choice(
        reorder?.ratio ?? 0,
        netem(chosenHandle, chosenClass, {
          limitPackets: flightLimitPackets(reorder?.byMs ?? 0, rateBitsPerSecond),
          delayMs: reorder?.byMs ?? 0,
          rateBitsPerSecond: orderingRate,
        }),
      );
    default:
      return kind satisfies never;
  }
}

/**
 * A change of qdisc can't take a table of a distribution away again (sch_netem.c, netem_change): the stage must
 * be made anew then, and what is in flight is lost. Without a jitter the table has no effect.
 */
export function mustBeMadeAnew(kind: StageKind, hasTable: boolean, { jitter }: Impairment): boolean {
  return kind === 'delay' && hasTable && jitter?.distribution === 'uniform';
}

function alone(qdisc: Qdisc): StageSetting {
  return { qdiscs: [qdisc], chosenRatio: null };
}

/** Chosen packets go through a qdisc of their own, and the others past it. */
function choice(ratio: number, chosen: Qdisc): StageSetting {
  const everything = Array.from({ length: 16 }, () => '0');
  const prio: Qdisc = {
    handle: root,
    parent: null,
    kind: 'prio',
    overheadBytes: 0,
    options: ['bands', '2', 'priomap', ...everything],
    expected: { bands: 2 },
    coarse: [],
  };
  const past: Qdisc = {
    handle: queueHandle,
    parent: passedBy,
    kind: 'pfifo',
    overheadBytes: 0,
    options: ['limit', String(passingLimitPackets)],
    expected: { limit: passingLimitPackets },
    coarse: [],
  };
  return { qdiscs: [prio, past, chosen], chosenRatio: ratio };
}

/** A token bucket lets a packet go when its serialisation starts; the stage `line` then takes that time. */
function shaped(
  rate: number | null,
  { mtu }: StageContext,
  queue: Pick<Qdisc, 'kind' | 'options' | 'expected' | 'coarse'>,
): StageSetting {
  const rateBitsPerSecond = rate ?? passingShaperRate;
  const burst = Math.ceil(mtu + (rateBitsPerSecond * shaperSlackMs) / 8000);
  const bucket: Qdisc = {
    handle: root,
    parent: null,
    kind: 'tbf',
    overheadBytes: -ethernetHeader,
    // Its own limit has no effect beside a queue of ours.
    options: ['rate', rateText(rateBitsPerSecond), 'burst', `${burst}b`, 'limit', '100000000b'],
    expected: { rate: rateBytesPerSecond(rateBitsPerSecond), burst },
    coarse: ['burst'],
  };
  return {
    qdiscs: [bucket, { handle: queueHandle, parent: '1:1', overheadBytes: 0, ...queue }],
    chosenRatio: null,
  };
}
