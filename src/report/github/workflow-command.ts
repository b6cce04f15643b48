/** Commands to GitHub Actions, which it reads from a step's output. */

import { foreignText } from '../foreign-text.ts';

interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

const messageCharacters = 2000;

/** Title and message may be anybody's text. */
export function annotation({ level, title, message }: Annotation): string {
  const properties = escapeData(foreignText(title, 200)).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${properties}::${escapeData(foreignText(message, messageCharacters))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
