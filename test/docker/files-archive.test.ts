import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { EnvironmentError } from '../../src/core/environment-error.ts';
import { archiveFolder } from '../../src/runtime/docker/files-archive.ts';
import { describeWith } from '../support/requires.ts';

describeWith(['root'], "the archive of a node's files", () => {
  it.each([
    ['a file', 'secret'],
    ['the folder', ''],
  ])('names %s that can’t be read, and the node', async (_, unreadable) => {
    const folder = mkdtempSync(join(tmpdir(), 'wirelab-files-'));
    writeFileSync(join(folder, 'secret'), 'x');
    chmodSync(folder, 0o755);
    const path = join(folder, unreadable);
    chmodSync(path, 0o700);
    process.seteuid?.(65_534);
    try {
      const error = await buffer(archiveFolder(folder, 'client')).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(EnvironmentError);
      expect(String(error)).toContain(`the file ${path} of node client can't be read: EACCES`);
    } finally {
      process.seteuid?.(0);
      rmSync(folder, { recursive: true });
    }
  });
});
