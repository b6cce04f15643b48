/** The terminal that we were started from, while a command in a node has it. */

import { ReadStream, WriteStream } from 'node:tty';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export class OwnTerminal implements Disposable {
  readonly #input: ReadStream;
  readonly #output: WriteStream;

  private constructor(input: ReadStream, output: WriteStream) {
    this.#input = input;
    this.#output = output;
  }

  /** Null where standard input or output is something else. */
  static find(): OwnTerminal | null {
    const { stdin, stdout } = process;
    return stdin instanceof ReadStream && stdout instanceof WriteStream
      ? new OwnTerminal(stdin, stdout)
      : null;
  }

  get size(): TerminalSize {
    return { columns: this.#output.columns, rows: this.#output.rows };
  }

  /** Every key is the command's from now on, Ctrl-C too. */
  connect(onInput: (bytes: Buffer) => void, onResize: (size: TerminalSize) => void): void {
    this.#input.setRawMode(true);
    this.#input.on('data', onInput);
    this.#output.on('resize', () => onResize(this.size));
  }

  write(bytes: Buffer): void {
    this.#output.write(bytes);
  }

  [Symbol.dispose](): void {
    this.#input.setRawMode(false);
    this.#input.removeAllListeners('data');
    this.#input.pause();
    this.#output.removeAllListeners('resize');
  }
}
