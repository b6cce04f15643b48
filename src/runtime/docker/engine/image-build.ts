/** How images come to be in an engine: loaded, built, or pulled by their digest. */

import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { EnvironmentError } from '../../../core/environment-error.ts';
import { asReadable, type EngineClient } from './client.ts';

export interface ImageMaker {
  /** @param archive as `docker save` writes it */
  load(archive: Readable): Promise<void>;
  /**
   * @param context a tar archive with a Dockerfile
   * @throws EnvironmentError with what the failing step said last
   */
  build(context: Readable, options: BuildOptions): Promise<void>;
  /** Pulls it, and says under which digest: `debian@sha256:...`. */
  pull(reference: string, onProgress: (line: string) => void): Promise<string>;
  /** All that carry a label. */
  list(label: string): Promise<ListedImage[]>;
}

export interface BuildOptions {
  readonly reference: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Anew, even where the engine has the same step from before. */
  readonly fresh: boolean;
  readonly onProgress: (line: string) => void;
}

export interface ListedImage {
  /** `wirelab/base:latest` */
  readonly references: readonly string[];
  /** `sha256:...` */
  readonly id: string;
  readonly sizeBytes: number;
  readonly createdAt: Date;
}

interface Progress {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
}

export function imageMaker(client: EngineClient): ImageMaker {
  const follow = (answer: NodeJS.ReadableStream, onProgress: (progress: Progress) => void) =>
    new Promise<void>((resolve, reject) => {
      client.docker.modem.followProgress(
        asReadable(answer),
        (error, all: Progress[] | undefined) => {
          const refusal = all?.find((progress) => progress.error !== undefined)?.error;
          if (error !== null) reject(error);
          else if (refusal !== undefined) reject(new Error(refusal));
          else resolve();
        },
        onProgress,
      );
    });

  return {
    load: (archive) =>
      client.ask('load an image', async (docker) => {
        // It reads any stream; its types know file names alone.
        const answer = await docker.loadImage(archive as unknown as string, { quiet: true });
        await follow(answer, () => undefined);
      }),

    build: async (context, { reference, buildArguments, fresh, onProgress }) => {
      let said = '';
      try {
        const answer = await client.docker.buildImage(context as NodeJS.ReadableStream, {
          t: reference,
          buildargs: { ...buildArguments },
          nocache: fresh,
          rm: true,
          forcerm: true,
        });
        await follow(answer, ({ stream }) => {
          const line = stream?.trim();
          if (!line) return;
          if (line.startsWith('Step ')) onProgress(line);
          else if (!line.startsWith('--->') && !line.startsWith('Removing intermediate')) said = line;
        });
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new EnvironmentError(`can't build ${reference}: ${why}${said === '' ? '' : ` (${said})`}`, {
          remedy: 'See that its containers reach the Debian mirrors, or build without them: --from packages',
          cause,
        });
      }
    },

    pull: (reference, onProgress) =>
      client.ask(`pull ${reference}`, async (docker) => {
        const told = new Set<string>();
        await follow(await docker.pull(reference), ({ status, id }) => {
          // The engine repeats it with every piece that comes in.
          if (status !== 'Downloading' || id === undefined || told.has(id)) return;
          told.add(id);
          onProgress(`downloading layer ${id}`);
        });
        const { RepoDigests: digests } = await docker.getImage(reference).inspect();
        const repository = reference.replace(/[:@][^/]*$/, '');
        const digest = digests.find((each) => each.startsWith(`${repository}@`)) ?? digests[0];
        if (digest === undefined) throw new Error(`${reference} has no digest`);
        return digest;
      }),

    list: (label) =>
      client.ask('list images', async (docker) => {
        const found: Docker.ImageInfo[] = await docker.listImages({ filters: { label: [label] } });
        return found.map(({ RepoTags, Id, Size, Created }) => ({
          references: RepoTags ?? [],
          id: Id,
          sizeBytes: Size,
          createdAt: new Date(Created * 1000),
        }));
      }),
  };
}
