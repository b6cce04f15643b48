import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskLabFiles } from '../../src/lab-source/disk-lab-files.ts';
import { listBundledLabs, loadLab, openLab } from '../../src/lab-source/lab-source.ts';

const text = 'lab: a\nnodes: {client: {}}\n';
const options = { overrides: [], seed: null, timeLimitMs: null, emulator: 'auto' } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-source-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, contents: string | Buffer): string {
  writeFileSync(join(folder, name), contents);
  return join(folder, name);
}

describe('finding a lab', () => {
  it('takes a file, or a folder with a lab.yaml', () => {
    const file = write('lab.yaml', text);
    expect(openLab(file)).toEqual({ ok: true, file, folder, text });
    expect(openLab(folder)).toEqual({ ok: true, file, folder, text });
  });

  it('knows the labs that come with it by name', () => {
    for (const { name } of listBundledLabs()) expect(openLab(name)).toMatchObject({ ok: true });
  });

  it('finds nothing wrong with the labs that come with it', () => {
    for (const lab of listBundledLabs()) expect(loadLab(lab.folder, options).diagnostics).toEqual([]);
  });

  it.each([
    ['nothing-there', /no such file or folder/],
    ['', /names no lab/],
    ['a\0b', /names no lab/],
  ])('refuses %j', (argument, message) => {
    expect(openLab(argument)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });

  it('refuses a folder without a lab.yaml, and a lab.yaml that is no file', () => {
    expect(openLab(folder)).toMatchObject({ ok: false });
    mkdirSync(join(folder, 'lab.yaml'));
    expect(openLab(folder)).toMatchObject({ ok: false, message: 'it is no regular file' });
  });

  it.each([
    ['a big file', Buffer.alloc(256 * 1024 + 1, 'x'), 'too-large'],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'unreadable-text'],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), 'unreadable-text'],
    ['what is not UTF-8', Buffer.from([0x6c, 0xff, 0x3a]), 'unreadable-text'],
  ])('refuses %s', (_, contents, code) => {
    const { lab, diagnostics } = loadLab(write('lab.yaml', contents), options);
    expect(lab).toBeNull();
    expect(diagnostics).toMatchObject([{ code, severity: 'error' }]);
  });

  it('does not wait for a file that never ends', () => {
    expect(openLab('/dev/zero')).toMatchObject({ ok: false, message: 'it is no regular file' });
  });

  it('takes a byte order mark', () => {
    expect(loadLab(write('lab.yaml', `\ufeff${text}`), options).lab?.name).toBe('a');
  });

  it('hands out the texts that diagnostics speak of', () => {
    const file = write('lab.yaml', `${text}tile: x\n`);
    const { diagnostics, sources } = loadLab(file, { ...options, overrides: ['wan.loss=1%'] });
    expect(diagnostics.map(({ location }) => location.file)).toEqual(['--set', file]);
    expect(sources.get('--set')).toBe('wan.loss=1%');
    expect(sources.get(file)).toContain('tile');
  });
});

describe("files within the lab's folder", () => {
  it('finds them', () => {
    mkdirSync(join(folder, 'programs'));
    write('in.txt', 'hello');
    const files = diskLabFiles(folder);
    expect(files.folder('./programs')).toEqual({ ok: true, value: join(folder, 'programs') });
    expect(files.file('in.txt')).toEqual({ ok: true, value: join(folder, 'in.txt') });
    expect(files.text('in.txt')).toEqual({ ok: true, value: 'hello' });
  });

  it.each([
    ['..', /leaves the lab's folder$/],
    ['../..', /leaves the lab's folder$/],
    ['programs/../../x', /leaves the lab's folder$/],
    ['/etc', /must be relative/],
    ['out', /by a symbolic link/],
    ['out/passwd', /by a symbolic link/],
    ['out/../in.txt', null],
    ['in.txt', /is no folder/],
    ['nowhere', /there is no "nowhere"/],
    ['loop', /can't be looked at/],
  ])('%s', (path, message) => {
    symlinkSync('/etc', join(folder, 'out'));
    symlinkSync('loop', join(folder, 'loop'));
    write('in.txt', '');
    const files = diskLabFiles(folder);
    const found = files.folder(path);
    expect(found.ok).toBe(false);
    if (message !== null && !found.ok) expect(found.error).toMatch(message);
    if (message === null) expect(files.file(path)).toMatchObject({ ok: true });
  });

  it('follows a link that stays inside', () => {
    mkdirSync(join(folder, 'programs'));
    symlinkSync('programs', join(folder, 'shortcut'));
    expect(diskLabFiles(folder).folder('shortcut')).toEqual({ ok: true, value: join(folder, 'programs') });
  });

  it('reports them at their place in the lab', () => {
    const file = write('lab.yaml', 'lab: a\nnodes: {client: {files: ../x}}\n');
    expect(loadLab(file, options).diagnostics).toMatchObject([
      { code: 'file', location: { start: { line: 2, column: 25 } } },
    ]);
  });
});
