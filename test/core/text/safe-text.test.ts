import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { safeLine, safeText } from '../../../src/core/text/safe-text.ts';

describe('safeText', () => {
  it.each([
    ['plain text', 'plain text', 'plain text'],
    ['colour', '\x1b[1;31mred\x1b[0m', 'red'],
    ['8-bit CSI', '\x9b31mred', 'red'],
    ['cursor and erase', 'a\x1b[2J\x1b[Hb', 'ab'],
    ['alternate screen', '\x1b[?1049hx', 'x'],
    ['window title', '\x1b]0;owned\x07x', 'x'],
    ['clipboard (OSC 52)', '\x1b]52;c;ZWNobyBo\x1b\\x', 'x'],
    ['hyperlink (OSC 8)', '\x1b]8;;http://a.example\x07text\x1b]8;;\x07', 'text'],
    ['device control', '\x1bPq#0;2\x1b\\x', 'x'],
    ['unterminated OSC', '\x1b]0;title', '␛]0;title'],
    ['a sequence put together by removal', '\x1b\x1b[0m[31mx', '␛[31mx'],
    ['reset', '\x1bc', '␛c'],
    ['NUL, bell, backspace', '\0\x07\b', '␀␇␈'],
    ['lone CR overwrites nothing', 'real\rfake', 'real␍fake'],
    ['CR LF', 'a\r\nb', 'a\nb'],
    ['tab', 'a\tb', 'a    b'],
    ['next line U+0085', 'a\u0085b', 'a\ufffdb'],
    ['line separators', 'a\u2028b\u2029c', 'a\ufffdb\ufffdc'],
    ['bidi override', 'a\u202egnp.exe', 'a\ufffdgnp.exe'],
    ['bidi isolates', '\u2066x\u2069', '\ufffdx\ufffd'],
    ['zero width', 'a\u200bb\ufeffc', 'a\ufffdb\ufffdc'],
    ['lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['emoji with joiners', '👩‍💻 ok', '👩‍💻 ok'],
    ['accents', 'Grüße, 世界', 'Grüße, 世界'],
    ['piled-up marks', `a${'\u0301'.repeat(50)}`, `a${'\u0301'.repeat(4)}`],
  ])('%s', (_what, untrusted, safe) => {
    expect(safeText(untrusted)).toBe(safe);
  });

  // Favours the characters that terminals act on, and pieces of their sequences.
  const hostile = fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
        fc.constantFrom('\x1b[', '\x1b]', '\x1b\\', '\x9b', '\x9d', '\x07', '31m', '?1049h', '52;c;', '8;;'),
        fc.integer({ min: 0x200b, max: 0x206f }).map((code) => String.fromCharCode(code)),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join(''));

  it('lets no control, invisible or reordering character through', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeText(text)).not.toMatch(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(safeLine(text)).not.toContain('\n');
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeText(safeText(text))).toBe(safeText(text));
      }),
    );
  });

  it('leaves printable text and its width as they were', () => {
    const printable = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', ' ', '~', 'é', '世', '界', '─', '│', '█', '☃'),
    });
    fc.assert(
      fc.property(printable, (text) => {
        expect(safeText(text)).toBe(text);
        expect(stringWidth(safeText(text))).toBe(stringWidth(text));
      }),
    );
  });

  it('is linear in the length of hostile input', () => {
    const text = ['\x1b]'.repeat(200_000), '\x1b['.repeat(200_000), '\x1b[', '0'.repeat(400_000)].join('');
    expect(safeText(text)).toHaveLength(text.length);
  });
});
