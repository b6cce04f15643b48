/** Layers that were made before, in a folder: `<key>.tar`, and `<key>.json` once it is complete. */

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EnvironmentError } from '../core/environment-error.ts';
import type { Layer } from './layer.ts';

export interface CachedLayer extends Layer {
  readonly createdAt: Date;
}

const recordSchema = z.object({
  diffId: z.string(),
  sizeBytes: z.number(),
  createdAt: z.string(),
});

/** XDG Base Directory Specification. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'wirelab');
}

export class LayerCache {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<LayerCache> {
    const layers = join(folder, 'layers');
    try {
      await mkdir(layers, { recursive: true });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new EnvironmentError(`can't keep images' layers in ${folder}: ${why}`, {
        remedy: 'Name another folder with --cache DIR',
        cause,
      });
    }
    return new LayerCache(layers);
  }

  /** @param ingredients all that decides what is in a layer, in JSON's terms */
  static key(ingredients: unknown): string {
    return createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 32);
  }

  async find(key: string): Promise<CachedLayer | null> {
    try {
      const text = await readFile(join(this.#folder, `${key}.json`), 'utf8');
      const { diffId, sizeBytes, createdAt } = recordSchema.parse(JSON.parse(text));
      const path = join(this.#folder, `${key}.tar`);
      return { path, diffId, sizeBytes, createdAt: new Date(createdAt) };
    } catch {
      return null;
    }
  }

  /** @param make writes the layer into a folder that is gone afterwards */
  async keep(
    key: string,
    createdAt: Date,
    make: (workFolder: string) => Promise<Layer>,
  ): Promise<CachedLayer> {
    const work = await mkdtemp(join(this.#folder, 'work-'));
    try {
      const { path: made, diffId, sizeBytes } = await make(work);
      const path = join(this.#folder, `${key}.tar`);
      await rename(made, path);
      const record = JSON.stringify({ diffId, sizeBytes, createdAt: createdAt.toISOString() });
      await writeFile(join(work, 'record.json'), record);
      await rename(join(work, 'record.json'), join(this.#folder, `${key}.json`));
      return { path, diffId, sizeBytes, createdAt };
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
}
