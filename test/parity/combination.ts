import type { NeedName } from '../support/requires.ts';

export interface Combination {
  readonly runtime: 'namespaces' | 'docker';
  readonly emulator: 'fabric' | 'netem';
  readonly needs: readonly NeedName[];
}

export const combinations: readonly Combination[] = [
  { runtime: 'namespaces', emulator: 'fabric', needs: ['namespaces', 'tun'] },
  { runtime: 'docker', emulator: 'fabric', needs: ['docker', 'tun'] },
  { runtime: 'namespaces', emulator: 'netem', needs: ['uml'] },
  { runtime: 'docker', emulator: 'netem', needs: ['root', 'images', 'uml'] },
];

export function titleOf({ runtime, emulator }: Combination): string {
  return `${runtime} and ${emulator}`;
}
