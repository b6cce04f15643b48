import { describe, expect, it } from 'vitest';
import { copyStride, draw, fateKey, Purpose } from '../../../src/core/link/fate.ts';

/** Upper 1e-6 quantile of chi-square with k degrees of freedom (Wilson and Hilferty). */
function chiSquareLimit(k: number): number {
  const z = 4.7534;
  return k * (1 - 2 / (9 * k) + z * Math.sqrt(2 / (9 * k))) ** 3;
}

function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const purposes = Object.values(Purpose);

// Fixed seeds: the outcome is the same in every run. The limits are those that a true uniform source
// would exceed once in a million.
describe('draws', () => {
  it('are uniform, for every purpose and for neighbouring seeds', () => {
    for (const seed of [0, 1, 2, 417]) {
      const key = fateKey(seed, 'wan', 'a', 'udp\na\nb\n5000\nrequest\n1');
      for (const purpose of purposes) {
        const counts = new Array<number>(256).fill(0);
        for (let n = 1; n <= 100_000; n++) {
          const bucket = Math.floor(draw(key, n, purpose) * 256);
          counts[bucket] = (counts[bucket] ?? 0) + 1;
        }
        expect(chiSquare(counts), `seed ${seed}, purpose ${purpose}`).toBeLessThan(chiSquareLimit(255));
      }
    }
  });

  it('are independent between neighbouring packets, purposes, copies, seeds and flows', () => {
    const key = fateKey(1, 'wan', 'a', 'flow 1');
    const pairs: [string, (n: number) => [number, number]][] = [
      ['packets', (n) => [draw(key, n, Purpose.loss), draw(key, n + 1, Purpose.loss)]],
      ['purposes', (n) => [draw(key, n, Purpose.loss), draw(key, n, Purpose.chainStep)]],
      ['copies', (n) => [draw(key, n, Purpose.jitter), draw(key, n, Purpose.jitter + copyStride)]],
      ['seeds', (n) => [draw(key, n, 1), draw(fateKey(2, 'wan', 'a', 'flow 1'), n, 1)]],
      ['flows', (n) => [draw(key, n, 1), draw(fateKey(1, 'wan', 'a', 'flow 2'), n, 1)]],
      ['directions', (n) => [draw(key, n, 1), draw(fateKey(1, 'wan', 'b', 'flow 1'), n, 1)]],
    ];
    for (const [title, pair] of pairs) {
      const counts = new Array<number>(256).fill(0);
      for (let n = 1; n <= 50_000; n++) {
        const [x, y] = pair(n);
        const cell = Math.floor(x * 16) * 16 + Math.floor(y * 16);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      expect(chiSquare(counts), title).toBeLessThan(chiSquareLimit(255));
    }
  });

  it('differ in the first draw of many flows', () => {
    const counts = new Array<number>(64).fill(0);
    for (let flow = 0; flow < 20_000; flow++) {
      const bucket = Math.floor(draw(fateKey(1, 'wan', 'a', `flow ${flow}`), 1, Purpose.loss) * 64);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(63));
  });

  it('are the same on every machine', () => {
    const key = fateKey(417, 'wan', 'client', 'udp');
    const values = [1, 2, 3].map((n) => draw(key, n, Purpose.loss) * 0x1_0000_0000);
    expect(values).toMatchInlineSnapshot(`
      [
        1782530814,
        3150357949,
        3711873335,
      ]
    `);
  });
});
