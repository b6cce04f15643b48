/** XML 1.0, written piece by piece so that nobody's text can become markup. */

/** A name of ours, attributes of anybody's. Attributes that are null are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | null>>,
  children: readonly string[] = [],
): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [` ${key}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`],
  );
  const open = `<${name}${pairs.join('')}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
}

/**
 * `>` is escaped too, so that no `]]>` comes about. What XML can't hold at all (section 2.2: controls,
 * lone surrogates, U+FFFE and U+FFFF) is U+FFFD.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"'\t\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
