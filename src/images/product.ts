/** Wirelab as it is installed, and nothing that only its development needs. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { LayerEntry } from './layer.ts';
import { packageFolder } from './recipe.ts';

const manifestSchema = z.object({
  files: z.array(z.string()).default([]),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

type Manifest = z.infer<typeof manifestSchema>;

/** What packages carry only to be compiled from, or read by people. */
const passedOver = /\/node_modules\/koffi\/(vendor|doc)$|\.(cc|h|hh|inc|d\.[cm]?ts|map|tsbuildinfo)$/;

/** @param target a folder in the image, without a slash at either end */
export function productEntries(target: string): LayerEntry[] {
  const manifest = readManifest(packageFolder);
  const roots = [
    join(packageFolder, 'package.json'),
    ...manifest.files.map((name) => join(packageFolder, name)).filter((path) => existsSync(path)),
    ...runtimePackages(manifest),
  ];
  return roots.flatMap(filesUnder).map((path) => ({
    header: {
      name: `${target}/${relative(packageFolder, path)}`,
      mode: (statSync(path).mode & 0o111) === 0 ? 0o644 : 0o755,
      uid: 0,
      gid: 0,
      mtime: new Date(0),
    },
    content: readFileSync(path),
  }));
}

/** Folders of all that Wirelab's packages need, theirs included; platform packages as far as they are installed. */
function runtimePackages(manifest: Manifest): Set<string> {
  const found = new Set<string>();
  const visit = (from: string, { dependencies, optionalDependencies }: Manifest): void => {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const folder = resolvePackage(from, name);
      if (folder === null || found.has(folder)) continue;
      found.add(folder);
      visit(folder, readManifest(folder));
    }
  };
  visit(packageFolder, manifest);
  return found;
}

/** As require() looks for it: in each node_modules on the way up. */
function resolvePackage(from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

function readManifest(folder: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

function filesUnder(path: string): string[] {
  if (passedOver.test(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => name !== 'node_modules' || path === packageFolder)
    .flatMap((name) => filesUnder(join(path, name)));
}
