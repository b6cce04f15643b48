/** What of a lab only the docker runtime can give. */

import type { Lab } from '../lab/lab.ts';

/**
 * One clause each. Images of Wirelab's own hold nothing but tools and languages that a machine has as
 * well, so the namespaces runtime passes them over; what is in another image is in that image alone.
 */
export function dockerNeeds(lab: Pick<Lab, 'cases'>): string[] {
  const needs = new Set<string>();
  for (const { nodes } of lab.cases) {
    for (const { name, image, internet, writable } of nodes) {
      if (image !== null && !image.startsWith('wirelab/'))
        needs.add(`${name} is made from the image ${image}`);
      if (internet) needs.add(`${name} may reach the outside world (internet: true)`);
      if (writable) needs.add(`${name} has a writable root (writable: true)`);
    }
  }
  return [...needs];
}
