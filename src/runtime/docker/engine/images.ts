import type { ImageInspectInfo } from 'dockerode';
import { EnvironmentError } from '../../../core/environment-error.ts';
import { type ImageName, isImageName, parseOwnImage } from '../../../core/lab/own-image.ts';
import type { EngineClient } from './client.ts';
import type { EngineFacts, EngineImages, ImageFacts } from './engine.ts';
import { reasonOf } from './failure.ts';

interface PullMessage {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
}

export class Images implements EngineImages {
  readonly #client: EngineClient;
  readonly #facts: EngineFacts;

  constructor(client: EngineClient, facts: EngineFacts) {
    this.#client = client;
    this.#facts = facts;
  }

  async inspect(reference: string): Promise<ImageFacts | null> {
    const found = await this.#client.askFor('inspect an image', (docker) =>
      docker.getImage(reference).inspect(),
    );
    return found === null ? null : imageFacts(found);
  }

  async ensure(reference: string, onProgress: (line: string) => void = () => {}): Promise<ImageFacts> {
    const { architecture } = this.#facts;
    const present = await this.inspect(reference);
    if (present?.architecture === architecture) return present;
    const own = ownImage(reference);
    if (own !== null) {
      const why =
        present === null ? 'is not there' : `is for ${present.architecture}, the engine for ${architecture}`;
      throw new EnvironmentError(`the image ${reference} ${why}`, {
        remedy: `run \`wirelab images build ${own}\``,
      });
    }
    await this.#pull(reference, present, onProgress);
    const pulled = await this.inspect(reference);
    if (pulled?.architecture === architecture) return pulled;
    throw new EnvironmentError(
      `the image ${reference} is for ${pulled?.architecture ?? 'nothing'}, the engine for ${architecture}`,
      { remedy: 'name an image that exists for it' },
    );
  }

  async #pull(
    reference: string,
    present: ImageFacts | null,
    onProgress: (line: string) => void,
  ): Promise<void> {
    const { docker } = this.#client;
    // Without a tag the engine would pull every one there is.
    const named = /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;
    try {
      const progress = await docker.pull(named, { platform: `linux/${this.#facts.architecture}` });
      let failure: string | null = null;
      const layers = new Map<string, boolean>();
      let told = 0;
      onProgress(`pulling the image ${named}`);
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(
          progress,
          (error) => (error ? reject(error) : resolve()),
          ({ id, status, error }: PullMessage) => {
            failure ??= error ?? null;
            // The first message that has an ID names the tag.
            if (id === undefined || status === undefined || status.startsWith('Pulling from')) return;
            layers.set(id, /^(Pull complete|Already exists)/.test(status));
            const done = [...layers.values()].filter(Boolean).length;
            if (done <= told) return;
            told = done;
            onProgress(`pulling the image ${named}: ${done} of ${layers.size} layers`);
          },
        );
      });
      if (failure !== null) throw new Error(failure);
    } catch (cause) {
      const state =
        present === null
          ? 'is not there'
          : `is for ${present.architecture}, the engine for ${this.#facts.architecture},`;
      throw new EnvironmentError(`the image ${reference} ${state} and can't be pulled: ${reasonOf(cause)}`, {
        remedy: `load it into the engine (\`docker pull\`, \`docker load\` or \`docker build -t ${reference}\`)`,
        cause,
      });
    }
  }
}

/** Its short name, if it is one that Wirelab builds. */
function ownImage(reference: string): ImageName | null {
  const own = parseOwnImage(reference);
  return own !== null && own.tag === 'latest' && isImageName(own.name) ? own.name : null;
}

function imageFacts(image: ImageInspectInfo): ImageFacts {
  return {
    id: image.Id,
    architecture: image.Architecture,
    user: image.Config.User ?? '',
    env: image.Config.Env ?? [],
    sizeBytes: image.Size,
    createdAt: image.Created,
    labels: image.Config.Labels ?? {},
  };
}
