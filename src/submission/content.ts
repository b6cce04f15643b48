/** One file's content, counted as it comes. */

import type { SourceTreeBuilder } from '../core/submission/source-tree.ts';

/** @throws SubmissionError as soon as all that was read is beyond a limit */
export async function readContent(
  stream: AsyncIterable<Buffer>,
  builder: SourceTreeBuilder,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    builder.count(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
