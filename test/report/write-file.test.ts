import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/core/environment-error.ts';
import { writeWhole } from '../../src/report/write-file.ts';
import { temporaryFolder } from './files.ts';

const folder = temporaryFolder();

describe('writeWhole', () => {
  it('replaces a file and leaves nothing beside it', async () => {
    const path = join(folder, 'result.json');
    writeFileSync(path, 'earlier');
    await writeWhole(path, 'later\n');
    expect(readFileSync(path, 'utf8')).toBe('later\n');
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  it('says what is wrong and how to mend it', async () => {
    const failing = writeWhole(join(folder, 'nowhere', 'result.json'), 'text');
    await expect(failing).rejects.toThrow(EnvironmentError);
    await expect(failing).rejects.toMatchObject({ remedy: 'Make the folder first, or name another file' });
  });

  it('leaves nothing beside a target that it cannot replace', async () => {
    const parent = join(folder, 'parent');
    mkdirSync(join(parent, 'result.json', 'full'), { recursive: true });
    await expect(writeWhole(join(parent, 'result.json'), 'text')).rejects.toThrow(EnvironmentError);
    expect(readdirSync(parent)).toEqual(['result.json']);
  });

  it('shows a reader the old text or the new, never a part', async () => {
    const path = join(folder, 'large.json');
    const texts = ['a'.repeat(3_000_000), 'b'.repeat(3_000_000)];
    await writeWhole(path, texts[0] ?? '');
    const writing = writeWhole(path, texts[1] ?? '');
    let over = false;
    const ended = writing.then(() => {
      over = true;
    });
    const seen = new Set<string>();
    while (!over) {
      seen.add(readFileSync(path, 'utf8'));
      await new Promise(setImmediate);
    }
    await ended;
    seen.add(readFileSync(path, 'utf8'));
    for (const text of seen) expect(texts).toContain(text);
    expect(seen).toContain(texts[1]);
  });
});
