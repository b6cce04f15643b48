/** `wirelab images build [NAME...]` and `wirelab images list`: Wirelab's own images for the docker runtime. */

import { imageNames, isImageName } from '../core/lab/own-image.ts';
import { buildImages } from '../images/build-images.ts';
import { referenceOf } from '../images/image-name.ts';
import { defaultCacheFolder } from '../images/layer-cache.ts';
import { connectEngine } from '../runtime/docker/engine/connect.ts';
import type { ImageMaker } from '../runtime/docker/engine/image-build.ts';
import { exitStatus } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';

export interface ImagesBuildOptions {
  readonly from: 'auto' | 'registry' | 'packages';
  readonly cache?: string;
  readonly mirror?: string;
  readonly fresh?: boolean;
}

export async function imagesBuildCommand(
  names: readonly string[],
  options: ImagesBuildOptions,
  io: CommandIo,
): Promise<number> {
  const unknown = names.find((name) => !isImageName(name));
  if (unknown !== undefined) {
    io.stderr.write(
      `wirelab: no image is named ${JSON.stringify(unknown)}; there are ${imageNames.join(', ')}\n`,
    );
    return exitStatus.invalid;
  }
  const epoch = sourceDateEpoch(process.env);
  if (epoch !== null && Number.isNaN(epoch)) {
    io.stderr.write('wirelab: SOURCE_DATE_EPOCH must be a whole number of seconds since 1970\n');
    return exitStatus.invalid;
  }
  using interruption = new Interruption();
  const engine = await connectEngine();
  const startedAtMs = performance.now();
  const wanted = names.length === 0 ? imageNames : names.filter(isImageName);
  try {
    await buildImages({
      names: [...new Set(wanted)],
      maker: engine.imageMaker,
      architecture: engine.facts.architecture,
      from: options.from,
      cacheFolder: options.cache ?? defaultCacheFolder(process.env),
      mirror: options.mirror ?? null,
      fresh: options.fresh ?? false,
      sourceDateEpoch: epoch,
      onProgress: (image, line) => {
        const seconds = Math.round((performance.now() - startedAtMs) / 1000);
        io.stderr.write(`${`${seconds} s`.padStart(6)}  ${image.padEnd(7)}  ${line}\n`);
      },
      signal: interruption.signal,
    });
    await printImages(engine.imageMaker, io);
  } catch (error) {
    // What was cut off fails in ways of its own.
    if (interruption.status === null) throw error;
  } finally {
    engine.close();
  }
  return interruption.status ?? exitStatus.allHold;
}

export async function imagesListCommand(io: CommandIo): Promise<number> {
  const engine = await connectEngine();
  try {
    await printImages(engine.imageMaker, io);
  } finally {
    engine.close();
  }
  return exitStatus.allHold;
}

async function printImages(maker: ImageMaker, io: CommandIo): Promise<void> {
  const listed = await maker.list('org.opencontainers.image.title');
  const row = (name: string, size: string, age: string, id: string) =>
    io.stdout.write(`${name.padEnd(16)}  ${size.padStart(7)}  ${age.padEnd(9)}  ${id}\n`);
  row('IMAGE', 'SIZE', 'MADE', 'ID');
  for (const name of imageNames) {
    const found = listed.find(({ references }) =>
      references.some((each) => each.endsWith(referenceOf(name))),
    );
    if (found === undefined) row(`wirelab/${name}`, '-', 'never', `wirelab images build ${name}`);
    else {
      const megabytes = `${(found.sizeBytes / 1e6).toFixed(0)} MB`;
      row(`wirelab/${name}`, megabytes, age(found.createdAt, new Date()), found.id.slice(0, 19));
    }
  }
}

function age(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}

/** Null where it isn't set; NaN where it is no number. */
function sourceDateEpoch({ SOURCE_DATE_EPOCH: text }: NodeJS.ProcessEnv): number | null {
  if (text === undefined || text === '') return null;
  return /^\d{1,11}$/.test(text) ? Number(text) : Number.NaN;
}
