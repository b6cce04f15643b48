/** Wirelab's own images. */

export const imageNames = ['base', 'c', 'python', 'java', 'node', 'tools', 'wirelab'] as const;

export type ImageName = (typeof imageNames)[number];

/** `wirelab/NAME[:TAG]`, wherever it is said to come from; null for any other reference, also one by digest. */
export function parseOwnImage(reference: string): { readonly name: string; readonly tag: string } | null {
  const [, name, tag = 'latest'] =
    /^(?:docker\.io\/|localhost\/)?wirelab\/([^:@]*)(?::([^@]*))?$/.exec(reference) ?? [];
  return name === undefined ? null : { name, tag };
}

export function isImageName(text: string): text is ImageName {
  return (imageNames as readonly string[]).includes(text);
}
