import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { productEntries } from '../../src/images/product.ts';

const folder = mkdtempSync(join(tmpdir(), 'wirelab-product-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('has the packages that Wirelab needs to run, and theirs, and none of its development', () => {
  for (const { header, content } of productEntries('product')) {
    const path = join(folder, header.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const load = `
    for (const name of ['commander', 'dockerode', 'execa', 'ink', 'ipaddr.js', 'koffi', 'react', 'tar-stream', 'yaml', 'zod'])
      await import(name);
    for (const name of ['typescript', 'vitest', 'fast-check'])
      await import(name).then(() => { throw new Error(name); }, () => undefined);
  `;
  const script = join(folder, 'product', 'load.mjs');
  writeFileSync(script, load);
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
