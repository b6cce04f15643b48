/** Text that somebody else wrote, fit for a report: for a terminal, a CI job's log, and a bound on its length. */

import { safeText } from '../core/text/safe-text.ts';
import { withoutCommands } from './ci-command.ts';

/** @param maxCharacters of what is kept; where more was, a mark between head and tail says how much. */
export function foreignText(untrusted: string, maxCharacters = 4000): string {
  return withoutCommands(abridgedText(safeText(untrusted), maxCharacters));
}

/** The same on one line: line feeds are shown as ␊. */
export function foreignLine(untrusted: string, maxCharacters = 1000): string {
  return withoutCommands(abridgedText(safeText(untrusted), maxCharacters).replaceAll('\n', '\u240a'));
}

export function abridgedText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const head = text.slice(0, Math.ceil(maxCharacters / 2));
  const tail = text.slice(text.length - Math.floor(maxCharacters / 2));
  const cut = text.length - head.length - tail.length;
  return `${whole(head)}[... ${cut} characters cut ...]${whole(tail)}`;
}

/** Without the half of a surrogate pair that a cut may have left at an end. */
function whole(piece: string): string {
  return piece.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
