/** Wirelab's own compiled code, and what of packages its processes need, to be unpacked in a helper container. */

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from 'tar-stream';
import { EnvironmentError } from '../../../core/environment-error.ts';

/** Where it is in the container. */
const folder = '/opt/wirelab';
/** There, processes of ours may write to it. */
export const outboxFolder = `${folder}/outbox`;

/** src or dist, as it runs now. */
const sourceRoot = fileURLToPath(new URL('../../../', import.meta.url));
/** Where processes of ours have their modules. */
const parts = ['core', 'emulator', 'runtime', 'traffic'];
const ownModule = /\.[jt]s$/;
/** Not the C++ that koffi is built from. */
const packageFile = /\.(?:js|json|node)$/;

/** Where the compiled form of one of our modules is in the container. */
export function modulePathThere(entry: URL): string {
  const path = relative(sourceRoot, fileURLToPath(entry)).replace(/\.ts$/, '.js');
  return posix.join(folder, 'dist', path);
}

/**
 * A tar archive, for /. Made once.
 * @param architecture of the engine's machine, as images name it
 */
export function ownCode(architecture: string): Promise<Buffer> {
  const made = archives.get(architecture) ?? makeArchive(architecture);
  archives.set(architecture, made);
  return made;
}

const archives = new Map<string, Promise<Buffer>>();

async function makeArchive(architecture: string): Promise<Buffer> {
  const files = new Map<string, string | Buffer>();
  const compile = compiler();
  const modules = await filesUnder(sourceRoot, parts, ownModule);
  const compiled = await Promise.all(
    modules.map(async (file) => compile(await readFile(join(sourceRoot, file), 'utf8'))),
  );
  for (const [index, file] of modules.entries()) {
    files.set(posix.join('dist', file.replace(/\.ts$/, '.js')), compiled[index] ?? '');
  }
  files.set('package.json', JSON.stringify({ type: 'module' }));
  for (const [name, path] of koffiFolders(architecture)) {
    for (const file of await filesUnder(path, ['.'], packageFile)) {
      files.set(posix.join('node_modules', name, file), await readFile(join(path, file)));
    }
  }
  const tar = pack();
  for (const [name, bytes] of files) {
    tar.entry({ name: posix.join(folder, name).slice(1), mode: 0o644, mtime: new Date(0) }, bytes);
  }
  tar.entry({ name: outboxFolder.slice(1), type: 'directory', mode: 0o755, mtime: new Date(0) });
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Nothing to do for what runs compiled; during development each module is, by the loader's own compiler. */
function compiler(): (source: string) => Promise<string> {
  if (!import.meta.url.endsWith('.ts')) return async (source) => source;
  const loader = createRequire(import.meta.url).resolve('tsx');
  const esbuild = createRequire(loader)('esbuild') as SourceCompiler;
  return async (source) => {
    const { code } = await esbuild.transform(source, { loader: 'ts', target: 'es2023' });
    return code.replace(/"(\.{1,2}\/[^"]+)\.ts"/g, '"$1.js"');
  };
}

interface SourceCompiler {
  transform(source: string, options: { loader: string; target: string }): Promise<{ code: string }>;
}

/** The one package that they need: its JavaScript, and its binary for that machine. */
function koffiFolders(architecture: string): (readonly [name: string, path: string])[] {
  const koffi = dirname(createRequire(import.meta.url).resolve('koffi'));
  const name = `@koromix/koffi-linux-${{ amd64: 'x64' }[architecture] ?? architecture}`;
  const binary = join(dirname(koffi), name);
  if (!existsSync(binary)) {
    throw new EnvironmentError(
      `the engine's machine is ${architecture}, for which this installation has no ${name}`,
      { remedy: 'run Wirelab on a machine of the same architecture as the engine' },
    );
  }
  return [
    ['koffi', koffi],
    [name, binary],
  ];
}

/** Relative to the folder. */
async function filesUnder(root: string, below: readonly string[], wanted: RegExp): Promise<string[]> {
  const found = await Promise.all(
    below.map(async (part) => {
      const entries = await readdir(join(root, part), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && wanted.test(entry.name))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    }),
  );
  return found.flat();
}
