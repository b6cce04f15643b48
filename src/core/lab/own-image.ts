/** Wirelab's own images. */

const languages = ['c', 'python', 'java', 'node'] as const;

export const imageNames = ['base', ...languages, 'tools', 'wirelab'] as const;

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

/** Whether there is an image that a program in that language is built and run in. */
export function isLanguageImage(text: string): boolean {
  return (languages as readonly string[]).includes(text);
}
