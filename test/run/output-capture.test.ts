import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputCapture } from '../../src/run/output-capture.ts';

describe('captured output', () => {
  it('is kept whole up to the cap', () => {
    const capture = new OutputCapture(8);
    capture.push(Buffer.from('abc'));
    capture.push(Buffer.from('defgh'));
    expect(capture.text()).toBe('abcdefgh');
  });

  it('keeps head and tail and says how much was cut', () => {
    const capture = new OutputCapture(8);
    capture.push(Buffer.from('abcdefghijkl'));
    expect(capture.text()).toBe('abcd\n[... 4 bytes cut ...]\nijkl');
  });

  it('keeps the same whatever the pieces it came in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.integer({ min: 2, max: 64 }),
        (pieces, cap) => {
          const inPieces = new OutputCapture(cap);
          for (const piece of pieces) inPieces.push(Buffer.from(piece));
          const whole = Buffer.concat(pieces);
          const atOnce = new OutputCapture(cap);
          atOnce.push(whole);
          expect(inPieces.bytes()).toEqual(atOnce.bytes());
          if (whole.length <= cap) expect(inPieces.bytes()).toEqual(whole);
        },
      ),
    );
  });

  it('holds a flood in bounded memory', () => {
    const capture = new OutputCapture(1024);
    const line = Buffer.alloc(65_536, 'y');
    for (let i = 0; i < 1000; i += 1) capture.push(line);
    expect(capture.totalBytes).toBe(65_536_000);
    expect(capture.bytes().length).toBeLessThan(1100);
  });
});
