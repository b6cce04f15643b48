/** A root file system from Debian packages alone, by mmdebstrap(1). */

import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError } from '../core/environment-error.ts';

const suite = 'bookworm';

export interface BootstrapOptions {
  readonly packages: readonly string[];
  /** Shell, run as root in the new root once the packages are installed. */
  readonly setup: string;
  /** Tar archives to start from, the lowest first; none: a minimal system with apt. */
  readonly below: readonly string[];
  /** Null: Debian's own mirrors, with its security updates. */
  readonly mirror: string | null;
  /** Nothing in it is newer than this, in seconds since 1970. */
  readonly sourceDateEpoch: number;
  /** For scripts that mmdebstrap is told to run; it must exist. */
  readonly workFolder: string;
  /** The tar archive to write. */
  readonly output: string;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The same as in Debian's "slim" images. */
const leftOut = ['doc', 'man', 'info', 'locale', 'lintian'].map((folder) => `/usr/share/${folder}/*`);

/**
 * Takes about half a minute, and an own network connection.
 * @throws EnvironmentError where mmdebstrap is missing or fails, with the end of what it said
 */
export async function bootstrap(options: BootstrapOptions): Promise<void> {
  await writeFile(join(options.workFolder, 'setup.sh'), options.setup);
  // Hooks are constant text that names files of the work folder, where mmdebstrap runs.
  const layers = options.below.map((_, index) => `layer${index}.tar`);
  await Promise.all(
    options.below.map((path, index) => symlink(path, join(options.workFolder, `layer${index}.tar`))),
  );
  const argv = [
    `--variant=${layers.length === 0 ? 'apt' : 'custom'}`,
    '--format=tar',
    `--include=${options.packages.join(',')}`,
    '--dpkgopt=force-unsafe-io',
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...layers.map((layer) => `--setup-hook=tar-in ${layer} /`),
    '--customize-hook=copy-in setup.sh /run',
    '--customize-hook=chroot "$1" sh -eu /run/setup.sh',
    '--customize-hook=rm "$1"/run/setup.sh',
    suite,
    options.output,
    ...(options.mirror === null ? [] : [options.mirror]),
  ];
  const mmdebstrap = execa('mmdebstrap', argv, {
    cwd: options.workFolder,
    env: { SOURCE_DATE_EPOCH: String(options.sourceDateEpoch) },
    stdin: 'ignore',
    all: true,
    reject: false,
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  for await (const line of mmdebstrap.iterable({ from: 'all' })) {
    const [, step] = /^I: (.*\.\.\.)$/.exec(line) ?? [];
    if (step !== undefined) options.onProgress(step);
  }
  const result = await mmdebstrap;
  if (!result.failed) return;
  if (result.code === 'ENOENT') {
    throw new EnvironmentError('images are made without a registry by mmdebstrap, which is not installed', {
      remedy: 'apt-get install mmdebstrap debian-archive-keyring',
    });
  }
  const said = result.all
    .split('\n')
    .filter((line) => line.startsWith('E: '))
    .slice(0, 3);
  throw new EnvironmentError(`mmdebstrap failed: ${said.join(' ') || result.shortMessage}`, {
    remedy:
      'See that this machine reaches a Debian archive, or name a mirror of it with --mirror; without root, see unshare mode in mmdebstrap(1)',
  });
}
