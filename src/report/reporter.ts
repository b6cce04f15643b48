/** A reporter reads the event stream, in order, and writes what it likes. It changes nothing. */

import type { RunEvent } from '../core/event/event.ts';

export interface Reporter {
  onEvent(event: RunEvent): void;
  /** After the last event: all that was to be written is written. */
  close(): Promise<void>;
}

/** Where a reporter's text goes: standard output, or the file of `--reporter NAME=FILE`. */
export interface ReportSink {
  write(text: string): void;
}

/** A report that is made again as a whole; on standard output only the last counts. */
export interface ReportDocument {
  /**
   * What it shall say from now on. Made when it is written, which may be later, and not for every update.
   * null: there shall be no report, nor one of an earlier run that could be taken for this one's.
   */
  update(render: () => string | null): void;
}
