import { expect, it } from 'vitest';
import { ArrivalLog } from '../../../src/core/measure/arrival-log.ts';

const ms = 1e6;

it('counts lost, doubled, late and broken datagrams of a stream', () => {
  const log = new ArrivalLog(10);
  // Sent every 10 ms. 3, 7 and 8 are lost, 5 comes after 6, 2 comes twice, 4 is broken and 9 isn't sent.
  const arrivals: readonly (readonly [sequence: number, atMs: number, corrupted?: boolean])[] = [
    [0, 20],
    [1, 30],
    [2, 40],
    [2, 41],
    [4, 60, true],
    [6, 80],
    [5, 85],
  ];
  for (const [sequence, atMs, corrupted = false] of arrivals) {
    log.add(sequence, sequence * 10 * ms, atMs * ms, corrupted);
  }
  expect(log.measure(9)).toEqual({
    sent: 9,
    received: 6,
    lost: 3,
    loss: 3 / 9,
    duplicates: 1,
    corrupted: 1,
    reordered: 1 / 6,
    reorderExtentMax: 1,
    nReordered3: 0,
    lossPeriods: 2,
    jitterSeconds: expect.closeTo(((15 / 16) * 0 + 15 / 16) / 1000, 9),
    ipdvP99Seconds: 0.015,
    delayP50Seconds: 0.02,
    delayP95Seconds: 0.035,
    delayP99Seconds: 0.035,
  });
});

it('gives no delay when nothing arrived', () => {
  expect(new ArrivalLog(5).measure(5)).toMatchObject({
    received: 0,
    lost: 5,
    loss: 1,
    lossPeriods: 1,
    reordered: null,
    jitterSeconds: null,
    delayP50Seconds: null,
  });
});

it('gives no ratio when nothing was sent', () => {
  expect(new ArrivalLog(5).measure(0)).toMatchObject({ sent: 0, lost: 0, loss: null });
});

it('leaves numbers alone that the stream does not have', () => {
  const log = new ArrivalLog(2);
  expect(log.add(2, 0, 1, false)).toBe(false);
  expect(log.received).toBe(0);
});

it('knows on the way what is missing so far', () => {
  const log = new ArrivalLog(10);
  log.add(0, 0, 1, false);
  log.add(3, 0, 1, false);
  expect(log.missing).toBe(2);
  log.add(2, 0, 1, false);
  expect([log.missing, log.reordered]).toEqual([1, 1]);
});
