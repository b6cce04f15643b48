/** Exact counts of packets where chance has a say in how many there are. */

import type { Countable, ExpectationSpec, ResolvedCase } from '../lab/lab.ts';
import { formatNumber } from '../text/figure.ts';
import { acceptedRange } from './accepted-range.ts';
import type { FlakinessWarning } from './flakiness-warning.ts';
import { fateOf } from './random-fate.ts';

/** What is sent depends on what was lost in either direction, what arrives on its own alone. */
const dependsOnBoth: readonly Countable[] = ['offered', 'repeated'];
const dependsOnOne: readonly Countable[] = ['delivered', 'dropped'];

/** Of what Wirelab's own flows send more is known, and more is said: `flakyCount`. */
export function exactCount(
  { links, measures }: ResolvedCase,
  { metric, requirement, text }: ExpectationSpec,
): FlakinessWarning | null {
  const range = acceptedRange(requirement);
  const definition = measures.find(({ name }) => name === metric)?.definition;
  if (range === null || range.low !== range.high || definition?.by !== 'packets') return null;
  const { link, from, count } = definition;
  const both = dependsOnBoth.includes(count);
  if (!both && !dependsOnOne.includes(count)) return null;
  const ends = links.find(({ name }) => name === link)?.ends ?? [];
  const random = ends
    .filter(({ node }) => both || from === null || node === from)
    .map(({ node, impairment }) => ({ node, lost: fateOf(impairment).lost }))
    .find(({ lost }) => lost > 0 && lost < 1);
  if (random === undefined) return null;
  return {
    message: `${metric}: ${text} asks for an exact count, and ${link} loses ${formatNumber(random.lost, 'ratio')} of what ${random.node} sends: another program, right as well, meets another fate`,
    hint: 'strike chosen packets by a fault with `nth` instead of the loss; or accept a range, such as `at-least`',
  };
}
