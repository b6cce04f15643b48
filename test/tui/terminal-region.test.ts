import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eraseRegion, frameUpdate } from '../../src/tui/terminal-region.ts';
import { FakeTerminal } from './fake-terminal.ts';

const row = fc.stringMatching(/^[a-z]{1,20}$/);

describe('frameUpdate', () => {
  it('writes nothing when nothing changed', () => {
    expect(frameUpdate(['a', 'b'], [], ['a', 'b'])).toBe('');
  });

  it('writes only the rows that changed', () => {
    const update = frameUpdate(['first', 'second', 'third'], [], ['first', 'changed', 'third']);
    expect(update).toContain('changed');
    expect(update).not.toContain('first');
    expect(update).not.toContain('third');
  });

  it('leaves the last frame at the bottom and all else above it untouched, whatever the sequence', () => {
    const terminalRows = 9;
    const frame = fc.record({
      above: fc.array(row, { maxLength: 12 }),
      next: fc.array(row, { maxLength: terminalRows - 1 }),
    });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.array(frame, { minLength: 1, maxLength: 12 }),
        (earlier, frames) => {
          const terminal = new FakeTerminal(20, terminalRows);
          for (const line of earlier) terminal.write(`${line}\r\n`);
          let before: readonly string[] = [];
          const permanent = [...earlier];
          for (const { above, next } of frames) {
            terminal.write(frameUpdate(before, above, next));
            permanent.push(...above);
            before = next;
            expect([...terminal.scrollback, ...terminal.visible()]).toEqual([...permanent, ...next]);
          }
        },
      ),
    );
  });
});

describe('eraseRegion', () => {
  it('clears all rows that a narrower terminal has wrapped the region into', () => {
    const terminal = new FakeTerminal(10, 20);
    for (const line of ['above', 'abcdefghij', 'klmno', 'p']) terminal.write(`${line}\r\n`);
    terminal.write(eraseRegion(['abcdefghijklmno', 'p'], 10));
    expect(terminal.visible()).toEqual(['above']);
  });

  it('counts columns, not colour codes', () => {
    const terminal = new FakeTerminal(10, 20);
    terminal.write('above\r\n\u001b[31mabcdefghij\u001b[39m\r\n');
    terminal.write(eraseRegion(['\u001b[31mabcdefghij\u001b[39m'], 10));
    expect(terminal.visible()).toEqual(['above']);
  });
});
