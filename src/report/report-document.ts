/** Documents on standard output, of which only the last state is written, and in files, where each is. */

import { rm } from 'node:fs/promises';
import type { ReportDocument, ReportSink } from './reporter.ts';
import { fileError, writeWhole } from './write-file.ts';

export class SinkDocument implements ReportDocument {
  readonly #sink: ReportSink;
  #text: string | null = null;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  replace(text: string): void {
    this.#text = text;
  }

  withdraw(): void {
    this.#text = null;
  }

  async close(): Promise<void> {
    if (this.#text !== null) this.#sink.write(this.#text);
  }
}

/** Whole at every moment. States that come faster than the disk takes them are skipped, but for the last. */
export class FileDocument implements ReportDocument {
  readonly #path: string;
  /** undefined: what is wanted is on the disk. null: no file. */
  #wanted: string | null | undefined;
  #writing: Promise<void> | null = null;
  #failure: unknown;

  constructor(path: string) {
    this.#path = path;
  }

  replace(text: string): void {
    this.#want(text);
  }

  withdraw(): void {
    this.#want(null);
  }

  /** @throws EnvironmentError when the last state can't be written. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #want(state: string | null): void {
    this.#wanted = state;
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    while (this.#wanted !== undefined) {
      const state = this.#wanted;
      this.#wanted = undefined;
      try {
        if (state === null) await remove(this.#path);
        else await writeWhole(this.#path, state);
        this.#failure = undefined;
      } catch (error) {
        this.#failure = error;
      }
    }
    this.#writing = null;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (cause) {
    throw fileError(`${path} can't be removed`, cause);
  }
}
