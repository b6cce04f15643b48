/** Wirelab's own images, and which stands on which. */

export const imageNames = ['base', 'c', 'python', 'java', 'node', 'tools', 'wirelab'] as const;

export type ImageName = (typeof imageNames)[number];

const parents: Readonly<Record<ImageName, ImageName | null>> = {
  base: null,
  c: 'base',
  python: 'base',
  java: 'base',
  node: 'base',
  tools: 'base',
  wirelab: 'tools',
};

export function isImageName(text: string): text is ImageName {
  return (imageNames as readonly string[]).includes(text);
}

/** The image itself last, what it stands on before it. */
export function lineage(name: ImageName): readonly ImageName[] {
  const parent = parents[name];
  return parent === null ? [name] : [...lineage(parent), name];
}

/** As the engine knows it. */
export function referenceOf(name: ImageName): string {
  return `wirelab/${name}:latest`;
}
