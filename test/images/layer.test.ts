import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Layer, type LayerEntry, makeLayer, writeLayer } from '../../src/images/layer.ts';
import { readTar } from './archives.ts';

const folder = mkdtempSync(join(tmpdir(), 'wirelab-layer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const epoch = 1_700_000_000;
let count = 0;

function file(name: string, text: string, header: Partial<LayerEntry['header']> = {}): LayerEntry {
  return {
    header: { name, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: new Date(1e12), ...header },
    content: Buffer.from(text),
  };
}

function place(name: string): LayerEntry {
  return file(`${name}/`, '', { type: 'directory', mode: 0o755 });
}

function written(...entries: LayerEntry[]): Promise<Layer> {
  count += 1;
  return writeLayer(join(folder, `${count}.tar`), epoch, () => entries);
}

async function difference(below: readonly Layer[], whole: Layer): Promise<string[]> {
  count += 1;
  const layer = await makeLayer(whole.path, below, epoch, join(folder, `${count}.tar`));
  return [...(await readTar(layer.path)).keys()];
}

describe('writeLayer', () => {
  it('names itself by the SHA-256 of its bytes', async () => {
    const layer = await written(file('a', 'text'));
    const bytes = readFileSync(layer.path);
    expect(layer.sizeBytes).toBe(bytes.length);
    expect(layer.diffId).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('makes nothing newer than the epoch, and leaves what is older', async () => {
    const layer = await written(file('old', ''), file('new', '', { mtime: new Date(1.9e12) }));
    const entries = await readTar(layer.path);
    expect(entries.get('old')?.header.mtime).toEqual(new Date(1e12));
    expect(entries.get('new')?.header.mtime).toEqual(new Date(epoch * 1000));
  });
});

describe('makeLayer', () => {
  it('has what is new and what differs in content, mode, owner or target', async () => {
    const same = [place('etc'), file('etc/same', 'x')];
    const below = await written(
      ...same,
      file('etc/content', 'before'),
      file('etc/mode', 'x'),
      file('etc/owner', 'x'),
      file('etc/link', '', { type: 'symlink', linkname: 'same' }),
    );
    const whole = await written(
      ...same,
      file('etc/content', 'after!'),
      file('etc/mode', 'x', { mode: 0o755 }),
      file('etc/owner', 'x', { uid: 1000 }),
      file('etc/link', '', { type: 'symlink', linkname: 'content' }),
      file('etc/added', ''),
    );
    expect(await difference([below], whole)).toEqual([
      'etc/content',
      'etc/mode',
      'etc/owner',
      'etc/link',
      'etc/added',
    ]);
  });

  it('takes the uppermost of the layers below for what was there', async () => {
    const lower = await written(file('a', 'old'));
    const upper = await written(file('a', 'new'));
    expect(await difference([lower, upper], await written(file('a', 'new')))).toEqual([]);
    expect(await difference([lower, upper], await written(file('a', 'old')))).toEqual(['a']);
  });

  it('knows a file whatever its time and however its path is written', async () => {
    const below = await written(file('a/b', 'x'));
    expect(await difference([below], await written(file('./a/b', 'x', { mtime: new Date(1e11) })))).toEqual(
      [],
    );
  });

  it('whites out what is gone, a folder as a whole', async () => {
    const below = await written(
      place('opt'),
      place('opt/jdk'),
      file('opt/jdk/bin', ''),
      file('opt/readme', ''),
    );
    expect(await difference([below], await written(place('opt')))).toEqual(['opt/.wh.jdk', 'opt/.wh.readme']);
  });

  it('leaves out what belongs to a running system, but for the folders themselves', async () => {
    const whole = await written(
      place('dev'),
      file('dev/null', ''),
      place('proc'),
      file('proc/1', ''),
      place('sys'),
    );
    expect(await difference([], whole)).toEqual(['dev/', 'proc/', 'sys/']);
  });

  it('keeps file capabilities', async () => {
    const capability = '\u0001\u0000\u0000\u0002\u0000\u0020\u0000\u0000';
    const pax = { 'SCHILY.xattr.security.capability': capability };
    const below = await written(file('ping', 'x'));
    const whole = await written(file('ping', 'x', { pax }));
    count += 1;
    const layer = await makeLayer(whole.path, [below], epoch, join(folder, `${count}.tar`));
    expect((await readTar(layer.path)).get('ping')?.header.pax).toMatchObject(pax);
  });
});
