import { expect, it } from 'vitest';
import { processorShare } from '../../src/runtime/processor-share.ts';

it('adds up what the threads ran, and takes the longest that one waited', () => {
  expect(processorShare('178112 1440934 2\n2000000000 5000000 70\n\n')).toEqual({
    ranMs: 2000.178112,
    waitedMs: 5,
  });
});

it('knows nothing where the kernel tells nothing', () => {
  expect(processorShare('')).toBeNull();
});
