/** JSON whose text is as harmless as its meaning. */

// Of these JSON.stringify escapes C0 and lone surrogates alone; the others act on terminals.
const unsafe = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/** One line, ASCII escapes for what acts on a terminal or in a CI job's log; it parses to the same value. */
export function jsonLine(value: unknown): string {
  return harmless(JSON.stringify(value));
}

export function jsonDocument(value: unknown): string {
  return `${harmless(JSON.stringify(value, null, 2))}\n`;
}

function harmless(json: string): string {
  return json
    .replace(unsafe, (character) =>
      Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index))).join(''),
    )
    .replaceAll('##', '#\\u0023');
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** The first that isn't too large, of texts with ever less detail, or the last. */
export function fitting(
  maxBytes: number,
  detailCharacters: readonly [number, ...number[]],
  render: (detailCharacters: number) => string,
): string {
  let text = '';
  for (const characters of detailCharacters) {
    text = render(characters);
    if (Buffer.byteLength(text) <= maxBytes) break;
  }
  return text;
}
