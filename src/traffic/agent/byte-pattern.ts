/** Bytes that both ends know without having been told: any piece of it that is lost, moved or changed shows. */

const pool = fillPool(1 << 20);
/** Prime, so that successive pieces start at different places for long before one comes again. */
const stride = 7919;

export const largestPiece = 64 * 1024;

/** The n-th piece; a view, not to be written to. */
export function patternPiece(n: number, length: number): Buffer {
  const start = (n * stride) % (pool.length - largestPiece);
  return pool.subarray(start, start + length);
}

/** Bytes of an endless stream from `offset` on: at most `length`, at least one. */
export function streamBytes(offset: number, length: number): Buffer {
  const within = offset % largestPiece;
  return patternPiece(Math.floor(offset / largestPiece), largestPiece).subarray(within, within + length);
}

/** xorshift32 (Marsaglia 2003). */
function fillPool(bytes: number): Buffer {
  const words = new Uint32Array(bytes / 4);
  let state = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return Buffer.from(words.buffer);
}
