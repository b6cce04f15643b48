import { expect, it } from 'vitest';
import { percentile } from '../../../src/core/measure/percentile.ts';

it('is the least value that so many do not exceed', () => {
  const values = [15, 20, 35, 40, 50];
  expect([0.05, 0.3, 0.4, 0.5, 1].map((ratio) => percentile(values, ratio))).toEqual([15, 20, 20, 35, 50]);
});

it('is the 99th of a hundred values at 0.99', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(percentile(values, 0.99)).toBe(99);
});

it('is nothing without values', () => {
  expect(percentile([], 0.5)).toBeNull();
});
