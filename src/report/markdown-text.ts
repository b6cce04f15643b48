/** Foreign text in GitHub-flavoured Markdown, as text and nothing else. */

import { foreignLine } from './foreign-text.ts';

// All that can begin a construct within a line: emphasis, code, links, HTML, tables, mentions, issues,
// formulas, and bare addresses. A numeric character reference stands for the character and never for structure
// (CommonMark section 2.5), in a table's cell too, where a backslash would not do.
const structure = /[\\`*[\]<>&|~$@#!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/)|(?<=www)\./gi;

/** One line in code's type, in which GitHub makes no links of mentions and issue numbers either. */
export function codeText(untrusted: string, maxCharacters?: number): string {
  const line = foreignLine(untrusted, maxCharacters).trim();
  return line === ''
    ? ''
    : `<code>${line.replace(structure, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}

/** A block of lines that are safe already; its fence is longer than any in them. */
export function codeBlock(lines: readonly string[]): string {
  const longest = Math.max(2, ...[...lines.join('\n').matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}
