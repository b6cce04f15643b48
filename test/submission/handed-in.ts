/** A place for what somebody hands in, and what was read of it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SubmissionError } from '../../src/core/submission/submission-problem.ts';
import { openSubmission } from '../../src/submission/open-submission.ts';

export class HandedIn implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'wirelab-handed-in-'));

  write(name: string, bytes: Buffer | string): string {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The files' texts by their paths; or why it was refused. */
export async function read(path: string): Promise<Record<string, string> | string> {
  try {
    const { files } = await openSubmission(path);
    return Object.fromEntries(files.map((file) => [file.path, Buffer.from(file.bytes).toString('utf8')]));
  } catch (error) {
    if (error instanceof SubmissionError) return `${error.message} -- ${error.problem.hint}`;
    throw error;
  }
}
