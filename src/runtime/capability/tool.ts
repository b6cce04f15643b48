/** The commands that nodes are made with, and the packages they come in. */

import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { toolEnvironment } from '../namespaces/setup-process.ts';
import type { Finding } from './finding.ts';

const required: Readonly<Record<string, readonly string[]>> = {
  'util-linux': ['unshare', 'nsenter', 'setpriv', 'prlimit', 'setsid', 'mount', 'umount', 'pivot_root'],
  iproute2: ['ip'],
  coreutils: ['cat', 'cp', 'env', 'ln', 'mkdir'],
};

export function findTool(name: string): string | null {
  for (const folder of (toolEnvironment.PATH ?? '').split(':')) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

/** Packages of which a command is missing, and the commands. */
export function missingTools(): { readonly package: string; readonly commands: readonly string[] }[] {
  return Object.entries(required).flatMap(([name, commands]) => {
    const missing = commands.filter((command) => findTool(command) === null);
    return missing.length === 0 ? [] : [{ package: name, commands: missing }];
  });
}

export function installRemedy(packages: readonly string[]): string {
  const names = packages.join(' ');
  return `install ${names}: \`sudo apt install ${names}\`, or \`dnf install\`, \`apk add\` and so on`;
}

export function toolFindings(): Finding[] {
  const missing = missingTools();
  const tools: Finding =
    missing.length === 0
      ? { subject: 'tools', state: 'good', text: 'util-linux and iproute2 are installed', remedy: null }
      : {
          subject: 'tools',
          state: 'missing',
          text: `not installed: ${missing.flatMap((each) => each.commands).join(', ')}`,
          remedy: installRemedy(missing.map((each) => each.package)),
        };
  const nft: Finding =
    findTool('nft') === null
      ? {
          subject: 'nft',
          state: 'lacking',
          text: 'not installed; labs with `localhost:` need it',
          remedy: installRemedy(['nftables']),
        }
      : { subject: 'nft', state: 'good', text: 'installed, `localhost:` can be redirected', remedy: null };
  return [tools, nft];
}
