/** The drawing characters: Unicode, or ASCII for terminals whose locale can't show it. */
export interface Glyphs {
  readonly horizontal: string;
  readonly vertical: string;
  readonly corners: {
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
  };
  readonly teeRight: string;
  readonly teeLeft: string;
  readonly cross: string;
  /** A direction's head: the first where keys would change it. */
  readonly toRight: readonly [selected: string, other: string];
  readonly toLeft: readonly [selected: string, other: string];
  readonly to: string;
  readonly selected: string;
  readonly pass: string;
  readonly partial: string;
  readonly fail: string;
  readonly waiting: string;
  readonly running: string;
  readonly separator: string;
  readonly plusMinus: string;
  readonly ellipsis: string;
  readonly none: string;
  /** From lowest to highest. */
  readonly bars: readonly string[];
}

const unicode: Glyphs = {
  horizontal: '─',
  vertical: '│',
  corners: { topLeft: '┌', topRight: '┐', bottomLeft: '└', bottomRight: '┘' },
  teeRight: '├',
  teeLeft: '┤',
  cross: '┼',
  toRight: ['►', '→'],
  toLeft: ['◄', '←'],
  to: '→',
  selected: '▸',
  pass: '✓',
  partial: '◐',
  fail: '✗',
  waiting: '·',
  running: '•',
  separator: '·',
  plusMinus: '±',
  ellipsis: '…',
  none: '–',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

const ascii: Glyphs = {
  horizontal: '-',
  vertical: '|',
  corners: { topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+' },
  teeRight: '+',
  teeLeft: '+',
  cross: '+',
  toRight: ['=>', '->'],
  toLeft: ['<=', '<-'],
  to: '->',
  selected: '>',
  pass: '+',
  partial: '/',
  fail: 'x',
  waiting: '.',
  running: '*',
  separator: '|',
  plusMinus: '+-',
  ellipsis: '~',
  none: '-',
  bars: ['_', '.', '-', '=', '+', '*', '%', '#'],
};

export function glyphsFor(isUnicode: boolean): Glyphs {
  return isUnicode ? unicode : ascii;
}

/** Whether the locale's character set is UTF-8, by the precedence of locale(7). */
export function isUtf8Locale(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale);
}
