/** Keeps what a program prints, up to a cap: its head and its tail, with a mark where it was cut. */

export const capturedBytesPerStream: number = 1024 * 1024;

/** A program that writes byte by byte would otherwise cost a hundred times what it wrote. */
const piecesBeforeMerge = 256;

export class OutputCapture {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #totalBytes = 0;

  /** @param limitBytes of the kept output, the mark not included */
  constructor(limitBytes: number = capturedBytesPerStream) {
    this.#headLimit = Math.floor(limitBytes / 2);
    this.#tailLimit = limitBytes - this.#headLimit;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  push(chunk: Buffer): void {
    this.#totalBytes += chunk.length;
    const room = this.#headLimit - this.#headBytes;
    if (room > 0) {
      // Copied: a slice would keep the stream's whole pool alive.
      const piece = Buffer.from(chunk.subarray(0, room));
      this.#head.push(piece);
      this.#headBytes += piece.length;
      if (this.#head.length > piecesBeforeMerge) this.#head = [Buffer.concat(this.#head)];
      chunk = chunk.subarray(room);
    }
    if (chunk.length === 0) return;
    this.#tail.push(Buffer.from(chunk.subarray(-this.#tailLimit)));
    this.#tailBytes += Math.min(chunk.length, this.#tailLimit);
    if (this.#tailBytes > 2 * this.#tailLimit) this.#trim();
    else if (this.#tail.length > piecesBeforeMerge) this.#tail = [Buffer.concat(this.#tail)];
  }

  /** The kept bytes; where some were cut, a line between head and tail says how many. */
  bytes(): Buffer {
    this.#trim();
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    const cut = this.#totalBytes - head.length - tail.length;
    if (cut === 0) return Buffer.concat([head, tail]);
    return Buffer.concat([head, Buffer.from(`\n[... ${cut} bytes cut ...]\n`), tail]);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  #trim(): void {
    if (this.#tailBytes <= this.#tailLimit) return;
    const kept = Buffer.concat(this.#tail).subarray(-this.#tailLimit);
    this.#tail = [kept];
    this.#tailBytes = kept.length;
  }
}
