/** A submission's files, brought together one by one under the limits. */

import { submissionLimits } from './archive-limits.ts';
import { entryPath, isIgnored, quoted } from './entry-path.ts';
import { problemOf, SubmissionError } from './submission-problem.ts';

export interface SourceFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly executable: boolean;
  readonly bytes: Uint8Array;
}

export interface SourceTree {
  readonly files: readonly SourceFile[];
  /** Those without files in them as well; parents come first. */
  readonly folders: readonly string[];
}

export type EntryKind = 'file' | 'folder' | 'symbolic link' | 'hard link' | 'device' | 'FIFO' | 'socket';

interface ListedEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** Permission bits; all but the owner's right to execute are dropped. */
  readonly mode: number;
}

interface Place {
  readonly path: string;
  readonly isFolder: boolean;
}

export class SourceTreeBuilder {
  readonly #files: SourceFile[] = [];
  readonly #folders = new Set<string>();
  /** By the name that a file system without case would see. */
  readonly #places = new Map<string, Place>();
  readonly #packedBytes: number | null;
  #entries = 0;
  #bytes = 0;

  /** @param packedBytes size of the archive; null where there is none */
  constructor(packedBytes: number | null) {
    this.#packedBytes = packedBytes;
  }

  /**
   * To be asked before an entry's content is read.
   * @returns what takes the content; null: the entry has none that is wanted
   * @throws SubmissionError when the submission is to be refused as a whole
   */
  admit(entry: ListedEntry): ((bytes: Uint8Array) => void) | null {
    this.#entries += 1;
    if (this.#entries > submissionLimits.entries) {
      throw refusal(
        `it holds more than ${submissionLimits.entries} files`,
        'hand in your own source files only, without downloaded packages and build results',
      );
    }
    const path = entryPath(entry.name);
    if (!path.ok) throw refusal(path.error.message, path.error.hint);
    const segments = path.value;
    if (isIgnored(segments)) return null;
    if (entry.kind !== 'file' && entry.kind !== 'folder') {
      const hint = entry.kind.endsWith('link') ? 'put the file itself in its place' : 'leave it out';
      throw refusal(`${quoted(entry.name)} is a ${entry.kind}, and only files and folders are allowed`, hint);
    }
    if (segments.length === 0) return null;
    this.#settle(segments, entry.kind === 'folder');
    if (entry.kind === 'folder') return null;
    const executable = (entry.mode & 0o100) !== 0;
    return (bytes) => this.#files.push({ path: segments.join('/'), executable, bytes });
  }

  /** To be told of content as it is read, before it is kept. @throws SubmissionError beyond a limit */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > submissionLimits.totalBytes) {
      throw refusal(
        `its files have more than ${submissionLimits.totalBytes / 1024 ** 2} MiB together`,
        'hand in your own source files only',
      );
    }
    if (
      this.#packedBytes !== null &&
      this.#bytes > Math.max(submissionLimits.freeBytes, this.#packedBytes * submissionLimits.ratio)
    ) {
      throw refusal(
        `it unpacks to more than ${submissionLimits.ratio} times its size, as archives do that are made to do harm`,
        'leave out files that hold one thing over and over',
      );
    }
  }

  /** Whether a folder of that name belongs to it: what is ignored doesn't. */
  has(folder: string): boolean {
    return this.#folders.has(folder.normalize('NFC'));
  }

  tree(): SourceTree {
    return { files: this.#files, folders: [...this.#folders] };
  }

  #settle(segments: readonly string[], isFolder: boolean): void {
    for (let depth = 1; depth < segments.length; depth += 1) this.#place(segments.slice(0, depth), true);
    this.#place(segments, isFolder);
  }

  #place(segments: readonly string[], isFolder: boolean): void {
    const path = segments.join('/');
    const key = path.toLowerCase();
    const there = this.#places.get(key);
    if (there === undefined) {
      this.#places.set(key, { path, isFolder });
      if (isFolder) this.#folders.add(path);
      return;
    }
    if (there.path === path && there.isFolder && isFolder) return;
    if (there.path === path) {
      throw refusal(
        `${quoted(path)} is in it twice`,
        'make the archive anew: which of the two counts can only be guessed',
      );
    }
    throw refusal(
      `${quoted(there.path)} and ${quoted(path)} differ in upper and lower case only: many systems take them for one`,
      'rename one of them',
    );
  }
}

export function refusal(message: string, hint: string | null): SubmissionError {
  return new SubmissionError(problemOf('archive', message, hint));
}
