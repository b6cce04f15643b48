import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { HandedIn, read } from './handed-in.ts';
import { makeZip, type ZipMember } from './zip-maker.ts';

const source: ZipMember = { name: 'client.c', content: 'int main;' };

async function readZip(members: readonly ZipMember[], name = 'handed-in.zip') {
  using place = new HandedIn();
  return await read(place.write(name, makeZip(members)));
}

describe('a zip archive', () => {
  it('gives its files, folders or not, whatever its name', async () => {
    const files = { 'client.c': 'int main;', 'lib/list.h': '' };
    const members = [source, { name: 'lib/' }, { name: 'lib/list.h' }];
    expect(await readZip(members)).toEqual(files);
    expect(await readZip(members, 'handed-in.tar.gz')).toEqual(files);
    expect(await readZip([source, { name: 'lib/list.h', method: 0 }])).toEqual(files);
  });

  it('loses what systems and editors leave in it', async () => {
    const litter = [
      '__MACOSX/._client.c',
      '.DS_Store',
      '._client.c',
      '.git/config',
      'Thumbs.db',
      'a/.idea/x',
    ];
    expect(await readZip([source, ...litter.map((name) => ({ name, content: 'x' }))])).toEqual({
      'client.c': 'int main;',
    });
  });

  it('may have backslashes, as some Windows programs write', async () => {
    expect(await readZip([{ name: 'src\\client.c', content: 'x' }])).toEqual({ 'src/client.c': 'x' });
  });

  it('may have names as macOS takes them apart, or in the old code page', async () => {
    const apart = 'u\u0308ber.c';
    expect(await readZip([{ name: apart, content: 'x' }])).toEqual({ 'über.c': 'x' });
    expect(await readZip([{ name: Buffer.from([0x81, 0x2e, 0x63]), flags: 0, content: 'x' }])).toEqual({
      'ü.c': 'x',
    });
  });

  it.each<[string, ZipMember, RegExp]>([
    ['leads out', { name: '../evil' }, /"\.\.\/evil" leads out of your folder/],
    ['leads out in the middle', { name: 'a/../../evil' }, /leads out/],
    ['leads out by backslashes', { name: '..\\evil' }, /leads out/],
    ['is absolute', { name: '/etc/passwd' }, /absolute/],
    ['is absolute on Windows', { name: 'C:\\evil' }, /absolute/],
    ['has a NUL in its name', { name: 'a\0.c' }, /no name of a file/],
    ['has a line feed in its name', { name: 'a\n.c' }, /control characters/],
    ['has a long name', { name: 'a'.repeat(300) }, /too long/],
    ['is nested deeply', { name: 'a/'.repeat(40) }, /nested too deeply/],
    [
      'is a symbolic link',
      { name: 'link', mode: 0o120777, content: '/etc/shadow' },
      /"link" is a symbolic link/,
    ],
    ['is a device', { name: 'disk', mode: 0o060666 }, /is a device/],
    ['is a FIFO', { name: 'pipe', mode: 0o010666 }, /is a FIFO/],
    ['is locked', { name: 'secret.c', flags: 1, content: 'x' }, /locked with a password/],
    ['is packed unusually', { name: 'odd.c', method: 14, content: 'x' }, /unusual method \(number 14\)/],
    ['is damaged', { name: 'torn.c', checksum: 7, content: 'x' }, /checksum of "torn.c" is wrong/],
    ['has another size', { name: 'torn.c', declaredBytes: 7, content: 'x' }, /damaged/],
    ['is there twice', source, /"client.c" is in it twice/],
    ['is there twice but for case', { name: 'Client.c' }, /differ in upper and lower case only/],
    ['is a file and a folder', { name: 'client.c/x' }, /"client.c" is in it twice/],
  ])('is refused as a whole when one entry %s', async (_, entry, why) => {
    expect(await readZip([source, entry])).toMatch(why);
  });

  it('is refused when it is twice the same name but for Unicode', async () => {
    expect(await readZip([{ name: '\u00fc.c' }, { name: 'u\u0308.c' }])).toMatch(/twice/);
  });

  it('is refused as a bomb, by ratio, by size, by count', async () => {
    const zeros = Buffer.alloc(8 * 1024 * 1024);
    expect(await readZip([{ name: 'zeros', content: zeros }])).toMatch(/more than 100 times its size/);
    const many = Array.from({ length: 2001 }, (_, index) => ({ name: `${index}.c` }));
    expect(await readZip(many)).toMatch(/more than 2000 files/);
  });

  it('keeps of a mode no more than the right to execute', async () => {
    using place = new HandedIn();
    const { openSubmission } = await import('../../src/submission/open-submission.ts');
    const members = [
      { name: 'run', mode: 0o106755 },
      { name: 'data', mode: 0o100666 },
    ];
    const tree = await openSubmission(place.write('a.zip', makeZip(members)));
    expect(tree.files.map(({ path, executable }) => [path, executable])).toEqual([
      ['run', true],
      ['data', false],
    ]);
  });

  it('that is damaged anywhere is read rightly or refused, and never throws anything else', async () => {
    using place = new HandedIn();
    const whole = makeZip([source, { name: 'lib/list.h', content: 'struct list;'.repeat(20) }]);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(whole.length), async (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const result = await read(place.write('a.zip', bytes.subarray(0, length)));
        if (typeof result === 'string') expect(result).not.toBe('');
        else for (const path of Object.keys(result)) expect(path).not.toMatch(/^\/|(^|\/)\.\.(\/|$)/);
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});

const zip64 = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open(zipfile.ZipInfo("client.py"), "w", force_zip64=True) as member:
        member.write(b"print(1)")
`;

describeWith(['python3'], 'a zip archive that Python makes', () => {
  it('may be zip64', async () => {
    using place = new HandedIn();
    const path = join(place.folder, 'a.zip');
    execFileSync('python3', ['-c', zip64, path]);
    expect(existsSync(path)).toBe(true);
    expect(await read(path)).toEqual({ 'client.py': 'print(1)' });
  });
});
