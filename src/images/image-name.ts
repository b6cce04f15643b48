/** Which of Wirelab's own images stands on which. */

import type { ImageName } from '../core/lab/own-image.ts';

const parents: Readonly<Record<ImageName, ImageName | null>> = {
  base: null,
  c: 'base',
  python: 'base',
  java: 'base',
  node: 'base',
  tools: 'base',
  wirelab: 'tools',
};

/** The image itself last, what it stands on before it. */
export function lineage(name: ImageName): readonly ImageName[] {
  const parent = parents[name];
  return parent === null ? [name] : [...lineage(parent), name];
}

/** As the engine knows it. */
export function referenceOf(name: ImageName): string {
  return `wirelab/${name}:latest`;
}
