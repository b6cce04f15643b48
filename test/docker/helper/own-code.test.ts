/** What is unpacked in a helper container is all that Wirelab's processes in there load. */

import { dirname, join, normalize } from 'node:path/posix';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { modulePathThere, ownCode } from '../../../src/runtime/docker/helper/own-code.ts';

const source = new URL('../../../src/', import.meta.url);
const entries = [
  'emulator/fabric/process/main.ts',
  'traffic/agent/main.ts',
  'runtime/docker/helper/agent/main.ts',
];

describe('Wirelab’s code in a helper container', () => {
  const files = new Map<string, string>();

  beforeAll(async () => {
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const archive = extract();
    Readable.from([await ownCode(architecture)]).pipe(archive);
    for await (const entry of archive) files.set(`/${entry.header.name}`, await text(Readable.from(entry)));
  });

  it.each(entries)('has all that %s imports, built-in modules and koffi apart', (entry) => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const pending = [modulePathThere(new URL(entry, source))];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const code = files.get(path);
      expect(code, path).toBeDefined();
      for (const [, name = ''] of (code ?? '').matchAll(/^(?:import|export)\b[^"';]*["']([^"']+)["'];$/gm)) {
        if (name.startsWith('.')) pending.push(normalize(join(dirname(path), name)));
        else if (!name.startsWith('node:')) packages.add(name);
      }
    }
    expect(seen.size).toBeGreaterThan(2);
    expect([...packages].filter((name) => name !== 'koffi')).toEqual([]);
  });

  it('has koffi, and its binary', () => {
    expect(files.has('/opt/wirelab/node_modules/koffi/index.js')).toBe(true);
    expect([...files.keys()].filter((name) => name.endsWith('koffi.node'))).not.toEqual([]);
  });

  it('is refused for a machine of which the installation knows nothing', async () => {
    await expect(ownCode('s390x')).rejects.toThrow("the engine's machine is s390x");
  });
});
