/** Mistakes in what a user wrote, each with its place. They are values: nothing here is thrown. */

import { excerptOf } from './excerpt.ts';

export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export interface Position {
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
}

export interface Location {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export type DiagnosticCode =
  | 'unreadable-text'
  | 'yaml-syntax'
  | 'too-large'
  | 'too-deep'
  | 'alias'
  | 'alias-budget'
  | 'duplicate-key'
  | 'forbidden-key'
  | 'unknown-tag'
  | 'merge-key'
  | 'many-documents'
  | 'empty-file'
  | 'unknown-key'
  | 'missing-key'
  | 'conflicting-keys'
  | 'wrong-type'
  | 'bad-value'
  | 'bad-name'
  | 'duplicate-name'
  | 'unknown-name'
  | 'not-overridable'
  | 'bad-override'
  | 'no-effect'
  | 'file'
  | 'address'
  | 'unreachable'
  | 'unsupported-by-emulator'
  | 'unknown-metric'
  | 'impossible-expectation'
  | 'points'
  | 'flaky';

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly location: Location;
  readonly hint: string | null;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
}

/**
 * For people: each diagnostic as file:line:column, the source line, a caret under the place, a hint.
 * A file whose text isn't given is named without its line. No line break at the end.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sourceTextByFile: ReadonlyMap<string, string>,
): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sourceTextByFile)).join('\n\n');
}

function formatDiagnostic(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>): string {
  const { severity, code, message, location, hint, related } = diagnostic;
  const lines = [`${place(location)}: ${severity}: ${visible(message)} [${code}]`];
  lines.push(...excerpt(location, sources));
  for (const other of related) {
    lines.push(`  ${place(other.location)}: ${visible(other.message)}`, ...excerpt(other.location, sources));
  }
  if (hint !== null) lines.push(`  hint: ${visible(hint)}`);
  return lines.join('\n');
}

function place(location: Location): string {
  return `${visible(location.file)}:${location.start.line}:${location.start.column}`;
}

function excerpt(location: Location, sources: ReadonlyMap<string, string>): string[] {
  const text = sources.get(location.file);
  if (text === undefined) return [];
  const { line, caret } = excerptOf(text, location.start.offset, location.end.offset);
  const number = String(location.start.line);
  return [`  ${number} | ${line}`, `  ${' '.repeat(number.length)} | ${caret}`];
}

/** Messages quote the file, which may hold anything. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' ? ' ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
