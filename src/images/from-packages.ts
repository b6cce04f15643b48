/** Images from Debian packages alone: no registry, no builder, no network for containers. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import { EnvironmentError } from '../core/environment-error.ts';
import type { ImageName } from '../core/lab/own-image.ts';
import { bootstrap } from './bootstrap.ts';
import type { BuildRequest } from './build-request.ts';
import { imageArchive } from './image-archive.ts';
import { lineage, referenceOf } from './image-name.ts';
import { type LayerEntry, makeLayer, writeLayer } from './layer.ts';
import { type CachedLayer, LayerCache } from './layer-cache.ts';
import { productEntries } from './product.ts';
import { type Recipe, readRecipe } from './recipe.ts';

const hostArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Another figure here, and no layer of an earlier version is used. */
const layerFormat = 2;

/** @throws EnvironmentError where this machine can't make images for that engine */
export async function buildFromPackages(request: BuildRequest): Promise<void> {
  const here = hostArchitectures[process.arch] ?? process.arch;
  if (process.platform !== 'linux' || here !== request.architecture) {
    throw new EnvironmentError(
      `images for linux/${request.architecture} can't be made from packages on ${process.platform}/${here}`,
      { remedy: 'Give the engine a way to a registry, or build on a machine like its own' },
    );
  }
  const cache = await LayerCache.open(request.cacheFolder);
  // One image's layers are the same whoever stands on it.
  const made = new Map<ImageName, Promise<readonly CachedLayer[]>>();
  const limit = pLimit(2);
  const layersOf = (name: ImageName): Promise<readonly CachedLayer[]> => {
    const known = made.get(name) ?? makeLayers(name);
    made.set(name, known);
    return known;
  };
  const makeLayers = async (name: ImageName): Promise<readonly CachedLayer[]> => {
    const parent = lineage(name).at(-2);
    const below = parent === undefined ? [] : await layersOf(parent);
    const maker = new LayerMaker(cache, request, name);
    return limit(() => maker.addTo(below));
  };
  await Promise.all(request.names.map(async (name) => load(name, await layersOf(name), request)));
}

async function load(name: ImageName, layers: readonly CachedLayer[], request: BuildRequest): Promise<void> {
  const { maker, architecture, sourceDateEpoch, onProgress } = request;
  const latest = Math.max(...layers.map(({ createdAt }) => createdAt.getTime()));
  const archive = imageArchive({
    reference: referenceOf(name),
    architecture,
    createdAt: sourceDateEpoch === null ? new Date(latest) : new Date(sourceDateEpoch * 1000),
    settings: lineage(name).map((each) => readRecipe(each).settings),
    layers,
  });
  const megabytes = layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 1e6;
  onProgress(name, `loading ${megabytes.toFixed(0)} MB into the engine`);
  await maker.load(archive.stream());
}

class LayerMaker {
  readonly #cache: LayerCache;
  readonly #request: BuildRequest;
  readonly #name: ImageName;
  readonly #epoch: number;

  constructor(cache: LayerCache, request: BuildRequest, name: ImageName) {
    this.#cache = cache;
    this.#request = request;
    this.#name = name;
    // The same all day long, so that two machines may come to the same bytes.
    this.#epoch = request.sourceDateEpoch ?? Math.floor(Date.now() / 86_400_000) * 86_400;
  }

  async addTo(below: readonly CachedLayer[]): Promise<readonly CachedLayer[]> {
    const recipe = readRecipe(this.#name);
    const files = ownFiles(this.#name);
    const withFiles = files.length === 0 ? below : [...below, await this.#filesLayer(files)];
    if (recipe.packages.length === 0) return withFiles;
    return [...withFiles, await this.#packagesLayer(recipe, withFiles)];
  }

  async #filesLayer(files: readonly LayerEntry[]): Promise<CachedLayer> {
    const content = createHash('sha256');
    for (const file of files) content.update(JSON.stringify(file.header)).update(file.content);
    const key = LayerCache.key({ layerFormat, files: content.digest('hex') });
    return (
      (await this.#cached(key)) ??
      this.#cache.keep(key, this.#now(), (work) => writeLayer(`${work}/layer.tar`, this.#epoch, () => files))
    );
  }

  async #packagesLayer(recipe: Recipe, below: readonly CachedLayer[]): Promise<CachedLayer> {
    const { architecture, mirror, sourceDateEpoch, signal } = this.#request;
    const { packages, setup } = recipe;
    const on = below.map(({ diffId }) => diffId);
    const key = LayerCache.key({ layerFormat, architecture, mirror, sourceDateEpoch, packages, setup, on });
    const cached = await this.#cached(key);
    if (cached !== null) return cached;
    return this.#cache.keep(key, this.#now(), async (work) => {
      const root = `${work}/root.tar`;
      await bootstrap({
        packages,
        setup,
        below: below.map(({ path }) => path),
        mirror,
        sourceDateEpoch: this.#epoch,
        workFolder: work,
        output: root,
        onProgress: (line) => this.#say(line),
        signal,
      });
      this.#say('making a layer of it');
      return makeLayer(root, below, this.#epoch, `${work}/layer.tar`);
    });
  }

  async #cached(key: string): Promise<CachedLayer | null> {
    const found = this.#request.fresh ? null : await this.#cache.find(key);
    if (found !== null) this.#say(`using the layer made ${found.createdAt.toISOString().slice(0, 10)}`);
    return found;
  }

  #say(line: string): void {
    this.#request.onProgress(this.#name, line);
  }

  #now(): Date {
    const { sourceDateEpoch } = this.#request;
    return sourceDateEpoch === null ? new Date() : new Date(sourceDateEpoch * 1000);
  }
}

/** What comes from this machine instead of a package. */
function ownFiles(name: ImageName): readonly LayerEntry[] {
  switch (name) {
    case 'tools':
      // Debian 12's own Node.js is older than Wirelab can run on.
      return [
        {
          header: { name: 'usr/local/bin/node', mode: 0o755, uid: 0, gid: 0, mtime: new Date(0) },
          content: readFileSync(process.execPath),
        },
      ];
    case 'wirelab':
      return productEntries('opt/wirelab');
    default:
      return [];
  }
}
