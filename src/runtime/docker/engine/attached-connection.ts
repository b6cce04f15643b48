/** One hijacked connection of the engine's API as three streams. */

import { type Duplex, PassThrough, Writable } from 'node:stream';
import { Demultiplexer } from './demultiplexer.ts';
import type { AttachedStreams } from './engine.ts';

const bufferedBytes = 256 * 1024;

export class AttachedConnection implements AttachedStreams {
  readonly stdin: Writable;
  readonly stdout = new PassThrough({ highWaterMark: bufferedBytes });
  readonly stderr = new PassThrough({ highWaterMark: bufferedBytes });
  readonly ended: Promise<void>;
  /** Why what was read is not all that was written; null when it is. */
  lossCause: string | null = null;
  #connection: Duplex | null = null;
  readonly #connected: Promise<Duplex>;
  #connect: (connection: Duplex) => void = () => {};
  #fail: (error: Error) => void = () => {};
  #finish: () => void = () => {};
  #isDestroyed = false;
  readonly #isTerminal: boolean;

  /** @param isTerminal the connection is one stream, without frames */
  constructor(isTerminal = false) {
    this.#isTerminal = isTerminal;
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#connected = new Promise((resolve, reject) => {
      this.#connect = resolve;
      this.#fail = reject;
    });
    this.#connected.catch(() => {});
    this.stdin = new Writable({
      write: (chunk, _encoding, done) => {
        this.#connected.then((connection) => connection.write(chunk, done), done);
      },
      final: (done) => {
        this.#connected.then(
          (connection) => {
            connection.end();
            done();
          },
          () => done(),
        );
      },
    });
    // That nobody reads any more is told by the end.
    this.stdin.on('error', () => {});
  }

  connect(connection: Duplex): void {
    this.#connection = connection;
    if (this.#isDestroyed) {
      connection.destroy();
      this.#end();
      return;
    }
    const outputs = { stdout: this.stdout, stderr: this.stderr };
    let isPaused = false;
    const resume = () => {
      if (!isPaused || this.stdout.writableNeedDrain || this.stderr.writableNeedDrain) return;
      isPaused = false;
      connection.resume();
    };
    const show = (stream: 'stdout' | 'stderr', bytes: Buffer): void => {
      const output = outputs[stream];
      // Its reader has had enough of it.
      if (output.destroyed || output.writableEnded) return;
      if (output.write(bytes)) return;
      isPaused = true;
      connection.pause();
    };
    const demultiplexer = new Demultiplexer(show);
    for (const output of [this.stdout, this.stderr]) {
      output.on('drain', resume);
      output.on('close', resume);
    }
    const lose = (cause: string) => {
      this.lossCause ??= cause;
    };
    connection.on('data', (chunk: Buffer) => {
      try {
        if (this.#isTerminal) show('stdout', chunk);
        else demultiplexer.push(chunk);
      } catch (error) {
        lose(String(error));
        connection.destroy();
      }
    });
    connection.on('error', (error) => lose(error.message));
    connection.on('close', () => {
      if (!demultiplexer.isBetweenFrames) lose('the connection ended in the middle of a frame');
      this.#end();
    });
    connection.on('end', () => {
      if (!demultiplexer.isBetweenFrames) lose('the connection ended in the middle of a frame');
      this.#end();
    });
    this.#connect(connection);
  }

  /** There will be no connection. */
  fail(error: Error): void {
    this.lossCause ??= error.message;
    this.#fail(error);
    this.#end();
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#connection?.destroy();
  }

  #end(): void {
    this.stdout.end();
    this.stderr.end();
    this.stdin.destroy();
    this.#finish();
  }
}
