/** Tests that need something of the machine say so here: skipped with a reason by default, failed in CI. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { describe, it } from 'vitest';
import { engineIsReady } from '../testbed/docker/engine-is-ready.ts';

interface Need {
  readonly missing: () => string | null;
}

function commandMissing(argv: readonly [string, ...string[]], remedy: string): string | null {
  const [file, ...args] = argv;
  const tried = spawnSync(file, args, { stdio: 'ignore' });
  return tried.status === 0 ? null : remedy;
}

const needs = {
  root: { missing: () => (process.getuid?.() === 0 ? null : 'run as root, or with sudo') },
  namespaces: {
    missing: () =>
      commandMissing(
        process.getuid?.() === 0
          ? ['unshare', '--net', '--mount', '--pid', '--fork', 'true']
          : ['unshare', '--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', 'true'],
        'namespaces are not allowed here: `npm start -- doctor` says which setting forbids them',
      ),
  },
  tun: {
    missing: () => {
      try {
        accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
        return null;
      } catch {
        return '/dev/net/tun cannot be opened: run as root, or chmod 0666 /dev/net/tun';
      }
    },
  },
  nft: { missing: () => commandMissing(['nft', '--version'], 'install nftables') },
  ping: { missing: () => commandMissing(['ping', '-V'], 'install iputils-ping') },
  iperf3: { missing: () => commandMissing(['iperf3', '--version'], 'install iperf3') },
  strace: { missing: () => commandMissing(['strace', '-f', 'true'], 'install strace') },
  tshark: { missing: () => commandMissing(['tshark', '--version'], 'install tshark') },
  cc: { missing: () => commandMissing(['cc', '--version'], 'install gcc') },
  java: { missing: () => commandMissing(['javac', '-version'], 'install default-jdk-headless') },
  python3: { missing: () => commandMissing(['python3', '--version'], 'install python3') },
  xmllint: { missing: () => commandMissing(['xmllint', '--version'], 'install libxml2-utils') },
  tap: { missing: () => commandMissing(['perl', '-MTAP::Parser', '-MJSON::PP', '-e', '1'], 'install perl') },
  'cmark-gfm': { missing: () => commandMissing(['cmark-gfm', '--version'], 'install cmark-gfm') },
  compose: {
    missing: () =>
      commandMissing(['docker', 'compose', 'version'], '') === null
        ? null
        : commandMissing(['docker-compose', 'version'], 'install docker-compose'),
  },
  tmux: { missing: () => commandMissing(['tmux', '-V'], 'install tmux') },
  docker: {
    missing: () =>
      engineIsReady()
        ? null
        : '`npm run testbed -- docker` (as root), and the DOCKER_HOST that it names; or `wirelab images build` with an engine of your own',
  },
  // A guest whose kernel has netem; with an engine in it, for tests that name `images` as well.
  uml: {
    missing: () =>
      existsSync('/usr/lib/uml/modules')
        ? commandMissing(['modprobe', '--version'], 'install kmod')
        : 'install user-mode-linux and kmod',
  },
  // To make images and an engine's data without an engine.
  images: {
    missing: () =>
      commandMissing(['dockerd', '--version'], 'install docker.io') ??
      commandMissing(['mmdebstrap', '--version'], 'install mmdebstrap') ??
      commandMissing(['mkfs.ext4', '-V'], 'install e2fsprogs'),
  },
  openssl: { missing: () => commandMissing(['openssl', 'version'], 'install openssl') },
  'docker-cli': { missing: () => commandMissing(['docker', '--version'], 'install docker.io or docker-cli') },
  podman: { missing: () => commandMissing(['podman', '--version'], 'install podman') },
} satisfies Record<string, Need>;

export type NeedName = keyof typeof needs;

function firstMissing(names: readonly NeedName[]): string | null {
  for (const name of names) {
    const remedy = needs[name].missing();
    if (remedy !== null) return `${name}: ${remedy}`;
  }
  return null;
}

/** `describe`, where the machine has what the tests need. In CI what is missing is a failure. */
export function describeWith(names: readonly NeedName[], title: string, body: () => void): void {
  const missing = firstMissing(names);
  if (missing === null) {
    describe(title, body);
  } else if (process.env.CI) {
    describe(title, () => {
      it(`needs ${missing}`, () => {
        throw new Error(`CI skips nothing; missing here: ${missing}`);
      });
    });
  } else {
    process.stderr.write(`skipped: ${title}: needs ${missing}\n`);
    describe.skip(title, body);
  }
}
