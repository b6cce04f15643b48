/** The source line around a place, fit for a terminal. */

export interface Excerpt {
  readonly line: string;
  /** As long as what it underlines; starts under its first character. */
  readonly caret: string;
}

const widestColumns = 80;
const columnsBeforeCaret = 40;

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const zeroWidth = /[\p{Mn}\u200b-\u200d]/u;
// Control, format and line-separating characters would act on the terminal rather than show.
const acting = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

interface Cell {
  readonly text: string;
  readonly columns: number;
}

/** One line, at most 80 columns around `start`, with control characters made visible. */
export function excerptOf(text: string, start: number, end: number): Excerpt {
  start = Math.min(start, text.length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline === -1 ? text.length : newline;
  // The lines of a hostile file may be as long as the file: only the neighbourhood is looked at.
  const from = Math.max(lineStart, start - 4 * widestColumns);
  const before = cellsOf(text.slice(from, start));
  const after = cellsOf(text.slice(start, Math.min(lineEnd, start + 4 * widestColumns)).replace(/\r$/, ''));
  const marked = cellsOf(text.slice(start, Math.max(start, Math.min(end, lineEnd)))).length;

  const shownBefore = lastColumns(before, columnsBeforeCaret + Math.max(0, 40 - columnsOf(after)));
  const cutBefore = shownBefore.length < before.length || from > lineStart;
  const prefix = (cutBefore ? '…' : '') + textOf(shownBefore);
  const prefixColumns = columnsOf(shownBefore) + (cutBefore ? 1 : 0);
  const room = widestColumns - prefixColumns - 1;
  const shownAfter = firstColumns(after, room);
  const suffix = textOf(shownAfter) + (shownAfter.length < after.length ? '…' : '');
  const underlined = Math.max(1, columnsOf(shownAfter.slice(0, marked)));
  return { line: prefix + suffix, caret: ' '.repeat(prefixColumns) + '^'.repeat(underlined) };
}

function cellsOf(text: string): Cell[] {
  return Array.from(text, (character): Cell => {
    if (character === '\t') return { text: '  ', columns: 2 };
    if (acting.test(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
      return { text: `<${code}>`, columns: code.length + 2 };
    }
    if (zeroWidth.test(character)) return { text: character, columns: 0 };
    return { text: character, columns: wide.test(character) ? 2 : 1 };
  });
}

function columnsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.columns, 0);
}

function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.text).join('');
}

function firstColumns(cells: readonly Cell[], room: number): readonly Cell[] {
  let columns = 0;
  const end = cells.findIndex((cell) => {
    columns += cell.columns;
    return columns > room;
  });
  return end === -1 ? cells : cells.slice(0, end);
}

function lastColumns(cells: readonly Cell[], room: number): readonly Cell[] {
  return firstColumns([...cells].reverse(), room).toReversed();
}
