import type { Result } from '../diagnostic/diagnostic.ts';

/** What stands beside a lab file, looked at without leaving the lab's folder. Problems are sentences. */
export interface LabFiles {
  /** The absolute path of a folder. */
  folder(path: string): Result<string, string>;
  /** The absolute path of a regular file. */
  file(path: string): Result<string, string>;
  text(path: string): Result<string, string>;
}
