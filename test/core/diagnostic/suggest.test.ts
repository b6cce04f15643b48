import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest, suggestion } from '../../../src/core/diagnostic/suggest.ts';

describe('did you mean', () => {
  it.each([
    ['lantency', ['latency', 'delay'], 'latency'],
    ['dealy', ['delay', 'decay-x'], 'delay'],
    ['xyz', ['delay'], null],
    ['los', ['loss', 'lost'], 'loss'],
  ])('%s', (word, known, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });

  it('lists what there is where nothing is near', () => {
    expect(suggestion('zzz', ['a', 'b'])).toBe('known: a, b');
    expect(suggestion('zzz', [])).toBeNull();
  });

  it('measures a metric', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(editDistance(a, b, 3)).toBe(distance < 3 ? distance : Math.max(3, editDistance(a, b, 3)));
      }),
      { seed: 1 },
    );
  });
});
