/**
 * Takes stdout and stderr apart again, which the engine sends down one connection: frames of an 8-byte header
 * (stream, three zeros, length in network byte order) and a payload. Docker Engine API, "Attach to a container".
 */

const headerBytes = 8;

export type OutputStream = 'stdout' | 'stderr';

/** Frames may come cut anywhere; a payload is passed on as it comes, never collected. */
export class Demultiplexer {
  readonly #header = Buffer.alloc(headerBytes);
  #headerFilled = 0;
  #stream: OutputStream = 'stdout';
  #payloadLeft = 0;
  readonly #emit: (stream: OutputStream, bytes: Buffer) => void;

  constructor(emit: (stream: OutputStream, bytes: Buffer) => void) {
    this.#emit = emit;
  }

  /** Has all that came been passed on? Else the connection was cut in mid-frame. */
  get isBetweenFrames(): boolean {
    return this.#headerFilled === 0 && this.#payloadLeft === 0;
  }

  /** Throws Error for what is no such stream. */
  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#payloadLeft > 0) {
        const bytes = chunk.subarray(offset, offset + this.#payloadLeft);
        this.#payloadLeft -= bytes.length;
        offset += bytes.length;
        this.#emit(this.#stream, bytes);
        continue;
      }
      const copied = chunk.copy(this.#header, this.#headerFilled, offset);
      this.#headerFilled += copied;
      offset += copied;
      if (this.#headerFilled === headerBytes) this.#startFrame();
    }
  }

  #startFrame(): void {
    const kind = this.#header[0] ?? 0;
    const zeros = this.#header.readUIntBE(1, 3);
    if (kind > 3 || zeros !== 0) throw new Error('the engine sent what is no multiplexed stream');
    // 0 is stdin, written to stdout; 3 is what the engine itself has to say.
    this.#stream = kind >= 2 ? 'stderr' : 'stdout';
    this.#payloadLeft = this.#header.readUInt32BE(4);
    this.#headerFilled = 0;
  }
}
