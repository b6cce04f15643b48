/** Documents on standard output, of which only the last state is written, and in files, where it can be read at any time. */

import { rm } from 'node:fs/promises';
import type { ReportDocument, ReportSink } from './reporter.ts';
import { fileError, writeWhole } from './write-file.ts';

type Render = () => string | null;

export class SinkDocument implements ReportDocument {
  readonly #sink: ReportSink;
  #render: Render | null = null;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  update(render: Render): void {
    this.#render = render;
  }

  async close(): Promise<void> {
    const text = this.#render?.() ?? null;
    if (text !== null) this.#sink.write(text);
  }
}

/** Whole at every moment. States that come faster than the disk takes them are skipped, but for the last. */
export class FileDocument implements ReportDocument {
  readonly #path: string;
  /** null: the file is as it shall be. */
  #wanted: Render | null = null;
  #writing: Promise<void> | null = null;
  #failure: unknown;

  constructor(path: string) {
    this.#path = path;
  }

  update(render: Render): void {
    this.#wanted = render;
    this.#writing ??= this.#write();
  }

  /** @throws EnvironmentError when the last state can't be written. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #write(): Promise<void> {
    while (this.#wanted !== null) {
      const render = this.#wanted;
      this.#wanted = null;
      try {
        await this.#put(render());
        this.#failure = undefined;
      } catch (error) {
        this.#failure = error;
      }
    }
    this.#writing = null;
  }

  async #put(text: string | null): Promise<void> {
    if (text !== null) return writeWhole(this.#path, text);
    try {
      await rm(this.#path, { force: true });
    } catch (cause) {
      throw fileError(`${this.#path} can't be removed`, cause);
    }
  }
}
