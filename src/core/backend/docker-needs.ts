/** What of a lab only the docker runtime can give. */

import type { Lab } from '../lab/lab.ts';

/**
 * One clause each. Images of Wirelab's own hold nothing but tools and languages that a machine has as
 * well, so the namespaces runtime passes them over; what is in another image is in that image alone.
 */
export function dockerNeeds({ cases, submission }: Pick<Lab, 'cases' | 'submission'>): string[] {
  const needs = new Set<string>();
  for (const { nodes } of cases) {
    for (const { name, image, internet, writable } of nodes) {
      if (isForeign(image)) needs.add(`${name} is made from the image ${image}`);
      if (internet) needs.add(`${name} may reach the outside world (internet: true)`);
      if (writable) needs.add(`${name} has a writable root (writable: true)`);
    }
  }
  for (const { name, image } of submission?.languages ?? []) {
    if (isForeign(image)) needs.add(`the language ${name} has the image ${image}`);
  }
  return [...needs];
}

function isForeign(image: string | null): boolean {
  return image !== null && !image.startsWith('wirelab/');
}
