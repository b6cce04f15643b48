/** Names in somebody else's archive: taken apart, and refused where they could mean another place. */

import type { Result } from '../diagnostic/diagnostic.ts';
import { submissionLimits } from './archive-limits.ts';

const repack = 'pack your folder again with an ordinary tool, and look at the names in it';

export interface PathProblem {
  readonly message: string;
  readonly hint: string;
}

const controls = /\p{Cc}/u;

/**
 * @returns the path's segments in Unicode's composed form (NFC), for macOS packs them decomposed; none of
 * them is empty, `.` or `..`. An empty list is the top itself.
 */
export function entryPath(name: string): Result<readonly string[], PathProblem> {
  const refused = (why: string, hint = repack): Result<never, PathProblem> => ({
    ok: false,
    error: { message: `the name ${quoted(name)} ${why}`, hint },
  });
  if (name === '' || name.includes('\0')) return refused('is no name of a file');
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) {
    return refused('is absolute: it would be written outside of your folder');
  }
  if (name.includes('\\')) return refused('has a backslash in it');
  if (controls.test(name)) return refused('has control characters in it');
  const segments = name
    .normalize('NFC')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) return refused('leads out of your folder');
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (segments.length > submissionLimits.depth) {
    return refused(
      `is nested too deeply: ${submissionLimits.depth} folders are allowed`,
      'use fewer folders',
    );
  }
  if (
    segments.some((segment) => bytes(segment) > submissionLimits.nameBytes) ||
    bytes(segments.join('/')) > submissionLimits.pathBytes
  ) {
    return refused(`is too long: ${submissionLimits.nameBytes} bytes are allowed`, 'give it a shorter name');
  }
  return { ok: true, value: segments };
}

const shownCharacters = 80;

export function quoted(name: string): string {
  return JSON.stringify(name.length > shownCharacters ? `${name.slice(0, shownCharacters)}…` : name);
}

const ignoredAnywhere = new Set([
  '__MACOSX',
  '.DS_Store',
  'Thumbs.db',
  'desktop.ini',
  '.git',
  '.svn',
  '.hg',
  '.idea',
  '.vscode',
  '.venv',
  '__pycache__',
  'wirelab-runs',
]);

/** What systems, editors and version control leave beside one's files: no part of a submission. */
export function isIgnored(segments: readonly string[]): boolean {
  const inPackages = segments.includes('node_modules') && segments.includes('.bin');
  return inPackages || segments.some((name) => ignoredAnywhere.has(name) || name.startsWith('._'));
}
