/**
 * A terminal in memory: enough of ECMA-48 to know what stands on the screen and what has scrolled away.
 * Unknown sequences are an error, so that nothing slips by unnoticed.
 */

import stringWidth from 'string-width';

export class FakeTerminal {
  columns: number;
  rows: number;
  /** Rows that scrolled off the top, oldest first. */
  readonly scrollback: string[] = [];
  screen: string[] = [''];
  isCursorVisible = true;
  hasErasedScrollback = false;
  /** Everything that was written. */
  written = '';
  private row = 0;
  private column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    this.written += text;
    const [plain = '', ...sequences] = text.split('\u001b');
    this.takePlain(plain);
    for (const sequence of sequences) {
      const [control = ''] = /^\[[0-?]*[A-Za-z]/.exec(sequence) ?? [];
      this.control(control);
      this.takePlain(sequence.slice(control.length));
    }
  }

  /** As terminals do that wrap anew: rows are cut at the new width, what no longer fits scrolls away. */
  resize(columns: number, rows: number): void {
    const above = this.screen.slice(0, this.row).flatMap((row) => wrapped(row.trimEnd(), columns));
    this.screen = [...above, ''];
    while (this.screen.length > rows) this.scrollback.push(this.screen.shift() ?? '');
    this.row = this.screen.length - 1;
    this.column = 0;
    this.columns = columns;
    this.rows = rows;
  }

  /** What is visible, without trailing blanks and blank rows. */
  visible(): string[] {
    const rows = this.screen.map((row) => row.trimEnd());
    while (rows.length > 0 && rows.at(-1) === '') rows.pop();
    return rows;
  }

  private takePlain(text: string): void {
    for (const [token] of text.matchAll(/\r|\n|[^\r\n]+/g)) {
      if (token === '\r') this.column = 0;
      else if (token === '\n') this.lineFeed();
      else this.print(token);
    }
  }

  private lineFeed(): void {
    this.row += 1;
    if (this.row >= this.rows) {
      this.scrollback.push((this.screen.shift() ?? '').trimEnd());
      this.row -= 1;
    }
    while (this.screen.length <= this.row) this.screen.push('');
  }

  private print(text: string): void {
    const old = this.screen[this.row] ?? '';
    if (stringWidth(old) > this.column && this.column > 0) throw new Error('overprinting within a row');
    const next = (this.column === 0 ? '' : old) + text;
    if (stringWidth(next) > this.columns) throw new Error(`a row wider than the terminal: ${next}`);
    this.screen[this.row] = next;
    this.column = stringWidth(next);
  }

  private control(token: string): void {
    const kind = token.slice(1);
    if (/^\d*A$/.test(kind)) this.row = Math.max(0, this.row - Math.max(1, Number(kind.slice(0, -1) || 1)));
    else if (kind === '2K') this.screen[this.row] = '';
    else if (kind === 'B') {
      this.row = Math.min(this.rows - 1, this.row + 1);
      while (this.screen.length <= this.row) this.screen.push('');
    } else if (kind === '?25h') this.isCursorVisible = true;
    else if (kind === '?25l') this.isCursorVisible = false;
    else if (kind === '3J') this.hasErasedScrollback = true;
    else if (!/^(\?2026[hl]|[\d;]*m)$/.test(kind))
      throw new Error(`unexpected sequence ${JSON.stringify(token)}`);
  }
}

function wrapped(row: string, columns: number): string[] {
  const pieces = row.match(new RegExp(`.{1,${columns}}`, 'gu'));
  return pieces === null ? [''] : [...pieces];
}
