import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeLayer } from '../../src/images/layer.ts';
import { LayerCache } from '../../src/images/layer-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entry = { header: { name: 'a' }, content: Buffer.from('a') };
const make = (work: string) => writeLayer(join(work, 'layer.tar'), 0, () => [entry]);

describe('LayerCache', () => {
  it('finds what it kept, also after it was opened anew', async () => {
    const key = LayerCache.key({ packages: ['a'] });
    const kept = await (await LayerCache.open(folder)).keep(key, new Date(5000), make);
    const found = await (await LayerCache.open(folder)).find(key);
    expect(found).toEqual(kept);
    expect(readFileSync(kept.path).length).toBe(kept.sizeBytes);
  });

  it('finds nothing under another key', async () => {
    const cache = await LayerCache.open(folder);
    await cache.keep(LayerCache.key({ packages: ['a'] }), new Date(0), make);
    expect(await cache.find(LayerCache.key({ packages: ['a', 'b'] }))).toBeNull();
  });

  it('leaves nothing of a layer that could not be made', async () => {
    const cache = await LayerCache.open(folder);
    const failing = cache.keep('key', new Date(0), async (work) => {
      writeFileSync(join(work, 'half.tar'), 'half');
      throw new Error('no network');
    });
    await expect(failing).rejects.toThrow('no network');
    expect(await cache.find('key')).toBeNull();
    expect(readdirSync(join(folder, 'layers'))).toEqual([]);
  });

  it('takes a record that is no record for none', async () => {
    const cache = await LayerCache.open(folder);
    await cache.keep('key', new Date(0), make);
    writeFileSync(join(folder, 'layers', 'key.json'), '{"diffId":');
    expect(await cache.find('key')).toBeNull();
  });

  it('says which option names another folder where it can keep nothing', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(LayerCache.open(join(folder, 'file'))).rejects.toMatchObject({
      remedy: expect.stringContaining('--cache DIR'),
    });
  });
});
