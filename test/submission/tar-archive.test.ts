import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import tar, { type Header as FullHeader } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { HandedIn, read } from './handed-in.ts';

type Header = Partial<FullHeader> & { readonly name: string };

async function makeTar(members: readonly [Header, string?][]): Promise<Buffer> {
  const pack = tar.pack();
  for (const [header, content] of members) pack.entry(header, content ?? '');
  pack.finalize();
  return buffer(pack as unknown as NodeJS.ReadableStream);
}

async function readTar(members: readonly [Header, string?][], name = 'handed-in.tar') {
  using place = new HandedIn();
  return await read(place.write(name, await makeTar(members)));
}

const source: [Header, string] = [{ name: 'client.c' }, 'int main;'];

describe('a tar archive', () => {
  it('gives its files, packed or not, whatever its name', async () => {
    using place = new HandedIn();
    const bytes = await makeTar([[{ name: './', type: 'directory' }], source, [{ name: './lib/a.h' }, 'x']]);
    const files = { 'client.c': 'int main;', 'lib/a.h': 'x' };
    expect(await read(place.write('a.tar', bytes))).toEqual(files);
    expect(await read(place.write('a.tgz', gzipSync(bytes)))).toEqual(files);
    expect(await read(place.write('a.zip', gzipSync(bytes)))).toEqual(files);
  });

  it('is read as tar(1) makes it, long names and all', async () => {
    using place = new HandedIn();
    const name = `${'long'.repeat(40)}.c`;
    mkdirSync(join(place.folder, 'mine'));
    place.write(`mine/${name}`, 'x');
    execFileSync('tar', ['-C', place.folder, '-czf', join(place.folder, 'a.tar.gz'), 'mine']);
    expect(await read(join(place.folder, 'a.tar.gz'))).toEqual({ [`mine/${name}`]: 'x' });
  });

  it.each<[string, Header, RegExp]>([
    ['leads out', { name: '../evil' }, /leads out/],
    ['is absolute', { name: '/etc/passwd' }, /absolute/],
    ['is a symbolic link', { name: 'a', type: 'symlink', linkname: '/' }, /symbolic link/],
    ['is a hard link', { name: 'a', type: 'link', linkname: '/etc/shadow' }, /hard link/],
    ['is a device', { name: 'a', type: 'block-device', devmajor: 8, devminor: 0 }, /device/],
    ['is a FIFO', { name: 'a', type: 'fifo' }, /FIFO/],
    ['is there twice', { name: './client.c' }, /twice/],
  ])('is refused as a whole when one entry %s', async (_, header, why) => {
    expect(await readTar([source, [header]])).toMatch(why);
  });

  it('is refused as a bomb, even of what would be left out', async () => {
    using place = new HandedIn();
    const zeros = '\0'.repeat(30 * 1024 * 1024);
    const bomb = gzipSync(await makeTar([[{ name: 'zeros' }, zeros]]));
    expect(await read(place.write('a.tar.gz', bomb))).toMatch(/more than 100 times its size/);
    const litter = ['a', 'b'].map((name): [Header, string] => [{ name: `.git/${name}` }, zeros]);
    expect(await read(place.write('b.tar.gz', gzipSync(await makeTar(litter))))).toMatch(
      /far more than is allowed/,
    );
  });

  it('that is cut off is refused', async () => {
    using place = new HandedIn();
    const bytes = await makeTar([[{ name: 'a.c' }, 'x'.repeat(5000)]]);
    expect(await read(place.write('a.tar', bytes.subarray(0, 2000)))).toMatch(/damaged or cut off/);
    const packed = gzipSync(bytes);
    expect(await read(place.write('a.tgz', packed.subarray(0, packed.length - 20)))).toMatch(
      /damaged or cut off/,
    );
  });
});

describe('something else', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['client.c', 'int main;', /a single text file/],
    ['a.zip', Buffer.from('Rar!\u001a\u0007'), /a RAR archive/],
    ['a.zip', Buffer.from('7z\u00bc\u00af\u0027\u001c', 'latin1'), /a 7-Zip archive/],
    ['a.zip', '<!DOCTYPE html>', /a web page/],
    ['a.zip', '', /empty/],
    ['a.c.gz', gzipSync('int main;'), /no tar archive|damaged/],
  ])('named %s is refused, and named', async (name, bytes, why) => {
    using place = new HandedIn();
    expect(await read(place.write(name, bytes))).toMatch(why);
  });

  it('that is not there is refused', async () => {
    expect(await read('/nowhere/at/all')).toMatch(/no such file/);
  });
});

describe('a folder', () => {
  it('gives its files; links, FIFOs and what can not be read are refused', async () => {
    using place = new HandedIn();
    place.write('client.c', 'x');
    mkdirSync(join(place.folder, 'wirelab-runs'));
    place.write('wirelab-runs/old', 'x');
    expect(await read(place.folder)).toEqual({ 'client.c': 'x' });
    symlinkSync('/etc/shadow', join(place.folder, 'data'));
    expect(await read(place.folder)).toMatch(/"data" is a symbolic link.*put the file itself/);
  });

  it('does not wait for a FIFO', async () => {
    using place = new HandedIn();
    execFileSync('mkfifo', [join(place.folder, 'pipe')]);
    expect(await read(place.folder)).toMatch(/"pipe" is a FIFO/);
    expect(await read(join(place.folder, 'pipe'))).toMatch(/neither a file nor a folder/);
  });

  it('that holds nothing but an archive is that archive', async () => {
    using place = new HandedIn();
    place.write('smith_1234.zip', gzipSync(await makeTar([source])));
    expect(await read(place.folder)).toEqual({ 'client.c': 'int main;' });
  });
});
