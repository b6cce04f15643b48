/** Which language a submission is in, and where in it the program's folder is. */

import type { Result } from '../diagnostic/diagnostic.ts';
import type { SubmissionLanguage } from '../lab/lab.ts';
import type { SourceTree } from './source-tree.ts';
import { problemOf, type SubmissionProblem } from './submission-problem.ts';

export interface DetectedProgram {
  readonly language: SubmissionLanguage;
  /** With the language's `when` at its path, whatever folder the student packed. */
  readonly tree: SourceTree;
}

/** The first language, in the lab's order, whose file is there; through single folders at the top. */
export function detectLanguage(
  languages: readonly SubmissionLanguage[],
  handedIn: SourceTree,
): Result<DetectedProgram, SubmissionProblem> {
  for (let tree: SourceTree | null = handedIn; tree !== null; tree = withoutTopFolder(tree)) {
    const paths = new Set(tree.files.map(({ path }) => path));
    const language = languages.find(({ when }) => paths.has(when.normalize('NFC')));
    if (language !== undefined) return { ok: true, value: { language, tree } };
  }
  return { ok: false, error: nothingFound(languages, handedIn) };
}

/** Null unless all is in one folder. */
function withoutTopFolder({ files, folders }: SourceTree): SourceTree | null {
  const top = folders.find((folder) => !folder.includes('/'));
  if (top === undefined) return null;
  const prefix = `${top}/`;
  const within = (path: string) => path === top || path.startsWith(prefix);
  if (!files.every(({ path }) => within(path)) || !folders.every(within)) return null;
  return {
    files: files.map((file) => ({ ...file, path: file.path.slice(prefix.length) })),
    folders: folders.filter((folder) => folder !== top).map((folder) => folder.slice(prefix.length)),
  };
}

const shownFiles = 20;

function nothingFound(languages: readonly SubmissionLanguage[], tree: SourceTree): SubmissionProblem {
  const wanted = languages.map(({ name, when }) => `${when} (${name})`).join(', ');
  const expected = languages.length === 1 ? `expected ${wanted}` : `expected one of ${wanted}`;
  const paths = tree.files.map(({ path }) => path).sort();
  const found =
    paths.length === 0
      ? 'there are no files in it'
      : `found ${paths.slice(0, shownFiles).join(', ')}${more(paths.length - shownFiles)}`;
  return problemOf(
    'language',
    `none of the files that it must have is there: ${expected}; ${found}`,
    hintFor(languages, paths),
  );
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}

function hintFor(languages: readonly SubmissionLanguage[], paths: readonly string[]): string {
  const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  for (const { when } of languages) {
    const deeper = paths.find((path) => path.endsWith(`/${when}`));
    if (deeper !== undefined) {
      return `${when} is in the folder ${deeper.slice(0, -when.length - 1)}: hand in that folder`;
    }
  }
  for (const { when } of languages) {
    const similar = paths.find((path) => baseName(path).toLowerCase() === baseName(when).toLowerCase());
    if (similar !== undefined) return `rename ${similar} to ${when}: upper and lower case count`;
    const twice = paths.find((path) => path.toLowerCase().startsWith(`${when.toLowerCase()}.`));
    if (twice !== undefined) return `rename ${twice} to ${when}`;
  }
  const packed = paths.find((path) => /\.(zip|tar|tgz|gz|7z|rar)$/i.test(path));
  if (packed !== undefined && paths.length === 1)
    return `hand in what is in ${packed}, not an archive in an archive`;
  return 'give your program the name that the exercise asks for';
}
