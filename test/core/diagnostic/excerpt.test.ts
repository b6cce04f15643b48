import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, formatDiagnostics } from '../../../src/core/diagnostic/diagnostic.ts';
import { excerptOf } from '../../../src/core/diagnostic/excerpt.ts';
import { LineIndex } from '../../../src/core/diagnostic/line-index.ts';

const shown = (text: string, start: number, end: number) => {
  const { line, caret } = excerptOf(text, start, end);
  return `${line}\n${caret}`;
};

describe('excerpts', () => {
  it('underlines what is meant', () => {
    expect(shown('a: b\nloss: 150%\n', 11, 15)).toBe('loss: 150%\n      ^^^^');
  });

  it('keeps the caret right after tabs, wide and invisible characters', () => {
    expect(shown('\t漢\u0301\u001b: x', 6, 7)).toBe('  漢\u0301<1b>: x\n          ^');
  });

  it('cuts long lines around the caret', () => {
    const { line, caret } = excerptOf(`${'x'.repeat(500)}HERE${'y'.repeat(500)}`, 500, 504);
    expect(line).toMatch(/^…x+HEREy+…$/);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line.slice(caret.indexOf('^'), caret.length)).toBe('HERE');
  });

  it('never shows more than 80 columns, nor a control character', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300, unit: 'binary' }),
        fc.nat(300),
        fc.nat(50),
        (text, start, length) => {
          const { line, caret } = excerptOf(text, start, start + length);
          expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
          expect(Array.from(line).length).toBeLessThanOrEqual(80);
          expect(caret).toMatch(/^ *\^+$/);
        },
      ),
      { seed: 5 },
    );
  });
});

describe('formatting', () => {
  it('shows both places, and makes harmless what messages quote', () => {
    const text = 'lab: a\nlab: b\n';
    const index = new LineIndex('f.yaml', text);
    const diagnostic: Diagnostic = {
      severity: 'error',
      code: 'duplicate-key',
      message: 'twice \u001b[31m',
      location: index.location(7, 10),
      hint: 'keep one',
      related: [{ message: 'first', location: index.location(0, 3) }],
    };
    expect(formatDiagnostics([diagnostic], new Map([['f.yaml', text]]))).toMatchInlineSnapshot(`
      "f.yaml:2:1: error: twice \\u001b[31m [duplicate-key]
        2 | lab: b
          | ^^^
        f.yaml:1:1: first
        1 | lab: a
          | ^^^
        hint: keep one"
    `);
  });
});
