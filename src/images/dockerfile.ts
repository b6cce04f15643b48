/** As much of a Dockerfile as Wirelab's own use, so that images can also be made without a builder. */

/** What its last stage sets, as far as that is no file. */
export interface ImageSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly workingDirectory: string | null;
  readonly entrypoint: readonly string[] | null;
  readonly command: readonly string[] | null;
}

/** @throws SyntaxError for an instruction that Wirelab's own Dockerfiles don't use */
export function readSettings(dockerfile: string): ImageSettings {
  const env: Record<string, string> = {};
  const labels: Record<string, string> = {};
  let user: string | null = null;
  let workingDirectory: string | null = null;
  let entrypoint: readonly string[] | null = null;
  let command: readonly string[] | null = null;
  for (const line of lastStage(dockerfile)) {
    const [, instruction = '', value = ''] = /^(\w+)\s+(.*)$/s.exec(line) ?? [];
    switch (instruction) {
      case 'ENV':
        Object.assign(env, readPair(value));
        break;
      case 'LABEL':
        Object.assign(labels, readPair(value));
        break;
      case 'USER':
        user = value;
        break;
      case 'WORKDIR':
        workingDirectory = value;
        break;
      case 'ENTRYPOINT':
        entrypoint = readArgv(value);
        break;
      case 'CMD':
        command = readArgv(value);
        break;
      case 'RUN':
      case 'COPY':
        break;
      default:
        throw new SyntaxError(`unexpected instruction in a Dockerfile: ${line}`);
    }
  }
  return { env, labels, user, workingDirectory, entrypoint, command };
}

function lastStage(dockerfile: string): string[] {
  const lines = dockerfile
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const from = lines.findLastIndex((line) => line.startsWith('FROM '));
  return lines.slice(from + 1);
}

function readPair(text: string): Record<string, string> {
  const [, key, value] = /^([\w.]+)=(\S+)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new SyntaxError(`expected one KEY=VALUE: ${text}`);
  return { [key]: value };
}

function readArgv(text: string): readonly string[] {
  const argv: unknown = JSON.parse(text);
  if (Array.isArray(argv) && argv.every((word) => typeof word === 'string')) return argv;
  throw new SyntaxError(`expected a JSON list of words: ${text}`);
}
