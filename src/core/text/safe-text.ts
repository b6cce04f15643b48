/**
 * Makes text that somebody else wrote (program output, names, file contents) safe to show on a
 * terminal or in a log: afterwards nothing in it moves the cursor, colours, hides or reorders.
 */

// Complete escape sequences (ECMA-48) vanish, so that coloured output stays readable. Whatever these
// patterns miss or put together is caught by the pass over single characters below. The body of a
// control string excludes what begins or ends one, which keeps the search linear in hostile input.
const esc = '\u001b';
const bell = '\u0007';
const controlSequence = `(?:${esc}\\[|\u009b)[0-?]*[ -/]*[@-~]`;
const stringStart = `(?:${esc}[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])`;
const stringBody = `[^${bell}${esc}\n\u0090\u0098\u009c-\u009f]{0,4096}`;
const stringEnd = `(?:${bell}|${esc}\\\\|\u009c)`;
const sequences = new RegExp(`${controlSequence}|${stringStart}${stringBody}${stringEnd}`, 'g');

// Controls (C0, C1, DEL), invisible format characters (bidi overrides, zero width, tags), line and
// paragraph separators, and halves of surrogate pairs. Emoji and several scripts need the joiners
// U+200C and U+200D.
const unsafe = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const piledUpMarks = /(\p{M}{4})\p{M}+/gu;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return '    ';
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return '\ufffd';
}

/**
 * Keeps line feeds (and CR LF as such); shows other control characters as pictures (␛, ␀), tabs as
 * four spaces, and what is invisible as U+FFFD. Applying it again changes nothing.
 */
export function safeText(untrusted: string): string {
  return untrusted
    .replace(sequences, '')
    .replaceAll('\r\n', '\n')
    .replace(unsafe, visible)
    .replace(piledUpMarks, '$1');
}

/** The same for text that must stay on one line: line feeds are shown as ␊. */
export function safeLine(untrusted: string): string {
  return safeText(untrusted).replaceAll('\n', '\u240a');
}
