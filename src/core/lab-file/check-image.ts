import { nearest } from '../diagnostic/suggest.ts';
import { imageNames, isImageName, parseOwnImage } from '../lab/own-image.ts';
import type { Problems } from './problems.ts';
import type { Span } from './source-tree.ts';

/** Wirelab's own images are built and never pulled: those that it doesn't build are nowhere. */
export function checkImage(reference: string, at: Span, problems: Problems): void {
  const own = parseOwnImage(reference);
  if (own === null) return;
  const { name, tag } = own;
  if (!isImageName(name)) {
    const near = nearest(name, imageNames);
    problems.error('unknown-name', at, `image: no image of Wirelab's own is named "${name}"`, {
      hint: near === null ? `known: ${imageNames.join(', ')}` : `did you mean "wirelab/${near}"?`,
    });
  } else if (tag !== 'latest') {
    problems.error('bad-value', at, `image: Wirelab's own images have no tag "${tag}"`, {
      hint: `"wirelab/${name}", without a tag, is the one that \`wirelab images build\` makes`,
    });
  }
}
