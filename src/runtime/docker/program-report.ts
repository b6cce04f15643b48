/**
 * What the program's wrapper has to say, taken out of the program's standard error again: where it runs, before
 * everything else, and how it ended. There is no other way out of a container that costs no further request.
 */

import { constants } from 'node:os';
import { Transform, type TransformCallback } from 'node:stream';

export interface WrapperStart {
  /** In the container's PID namespace: who waits for the program, and its parent, who adopts orphans. */
  readonly waiter: number;
  readonly adopter: number;
}

export interface ProgramOutcome {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface ReportedOutcome extends ProgramOutcome {
  /** To a hundredth of a second, rounded down. */
  readonly elapsedMs: number;
}

/** time(1) of busybox says so of what did not end with status 0. */
const openings = ['Command terminated by signal ', 'Command exited with non-zero status ', ''];
const digits = 3;

export class ProgramReport extends Transform {
  readonly started: Promise<WrapperStart>;
  readonly ended: Promise<ReportedOutcome>;
  readonly #marker: string;
  readonly #longestTrailer: number;
  readonly #trailer: RegExp;
  #carried: Buffer = Buffer.alloc(0);
  #expects: 'start' | 'end' | 'nothing' = 'start';
  #onStart: (start: WrapperStart) => void = () => {};
  #onEnd: (outcome: ReportedOutcome) => void = () => {};

  /** @param marker begins each report; nothing that a program would print by chance */
  constructor(marker: string) {
    super({ highWaterMark: 256 * 1024 });
    this.#marker = marker;
    this.#longestTrailer =
      Math.max(...openings.map(({ length }) => length)) + marker.length + 2 * digits + 16;
    this.#trailer = new RegExp(
      `(?:Command (terminated by signal|exited with non-zero status) (\\d{1,3})\\n)?${marker} (\\d{1,3}) (\\d{1,9})\\.(\\d\\d)\\n`,
    );
    this.started = new Promise((resolve) => {
      this.#onStart = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve;
    });
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#take(this.#carried.length === 0 ? chunk : Buffer.concat([this.#carried, chunk]));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.#carried);
    done();
  }

  #take(bytes: Buffer): void {
    switch (this.#expects) {
      case 'start':
        this.#takeStart(bytes);
        return;
      case 'end':
        this.#takeBody(bytes);
        return;
      case 'nothing':
        this.#carry(bytes, bytes.length);
        return;
      default:
        this.#expects satisfies never;
    }
  }

  #takeStart(bytes: Buffer): void {
    const text = bytes.subarray(0, this.#marker.length + 24).toString('latin1');
    const [line, waiter, adopter] = /^\S+ (\d+) (\d+)\n/.exec(text) ?? [];
    if (line?.startsWith(`${this.#marker} `)) {
      this.#expects = 'end';
      this.#onStart({ waiter: Number(waiter), adopter: Number(adopter) });
      this.#takeBody(bytes.subarray(line.length));
    } else if (this.#marker.startsWith(text) || (text.startsWith(this.#marker) && !text.includes('\n'))) {
      this.#carried = bytes;
    } else {
      // The engine has something to say instead.
      this.#expects = 'nothing';
      this.#carry(bytes, bytes.length);
    }
  }

  #takeBody(bytes: Buffer): void {
    const at = bytes.indexOf(this.#marker, 0, 'latin1');
    if (at !== -1) {
      const from = Math.max(0, at - this.#longestTrailer);
      const text = bytes.subarray(from, at + this.#longestTrailer).toString('latin1');
      const found = this.#trailer.exec(text);
      if (found !== null) {
        const [all, how, number, status, seconds, hundredths] = found;
        const elapsedMs = Number(seconds) * 1000 + Number(hundredths) * 10;
        this.#expects = 'nothing';
        this.push(bytes.subarray(0, from + found.index));
        this.#onEnd({ ...outcomeOf(how, Number(number), Number(status)), elapsedMs });
        const rest = bytes.subarray(from + found.index + all.length);
        this.#carry(rest, rest.length);
        return;
      }
    }
    this.#carry(bytes, this.#possibleTrailer(bytes));
  }

  /** Passes on what comes before an offset, and keeps the rest until more is known. */
  #carry(bytes: Buffer, offset: number): void {
    if (offset > 0) this.push(bytes.subarray(0, offset));
    this.#carried = bytes.subarray(offset);
  }

  /** Where a trailer may have begun that isn't complete. */
  #possibleTrailer(bytes: Buffer): number {
    for (let at = Math.max(0, bytes.length - this.#longestTrailer); at < bytes.length; at++) {
      const first = String.fromCharCode(bytes[at] ?? 0);
      if (first !== 'C' && first !== this.#marker[0]) continue;
      if (this.#mayBecomeTrailer(bytes.subarray(at).toString('latin1'))) return at;
    }
    return bytes.length;
  }

  #mayBecomeTrailer(text: string): boolean {
    return openings.some((opening) => {
      if (opening.startsWith(text)) return true;
      if (!text.startsWith(opening)) return false;
      const rest = opening === '' ? text : text.slice(opening.length).replace(/^\d{1,3}(?:\n|$)/, '');
      const marked = `${this.#marker} `;
      return (
        marked.startsWith(rest) ||
        (rest.startsWith(marked) && /^(?:\d{0,3}|\d{1,3} [\d.]{0,12})$/.test(rest.slice(marked.length)))
      );
    });
  }
}

function outcomeOf(how: string | undefined, number: number, status: number): ProgramOutcome {
  return how === 'terminated by signal'
    ? { exitCode: null, signal: signalName(number) }
    : { exitCode: status, signal: null };
}

export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `SIG${number}`;
}
