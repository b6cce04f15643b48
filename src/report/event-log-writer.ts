/** Writes events.ndjson: one event a line, in order, the one source of every report. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { RunEvent } from '../core/event/event.ts';
import type { Reporter } from './reporter.ts';
import { fileError } from './write-file.ts';

const bufferCharacters = 64 * 1024;

/**
 * Events that come many times a second wait for the next one that matters, or until 64 KiB are
 * together; all others are in the file when `onEvent` returns, so that a killed run leaves its story.
 * @throws EnvironmentError from here, `onEvent` and `close` when the file can't be written. What
 * was written before then stays, and nothing more is tried.
 */
export function eventLogWriter(path: string): Reporter {
  let descriptor: number | null;
  try {
    descriptor = openSync(path, 'a', 0o644);
  } catch (cause) {
    throw fileError(`${path} can't be opened`, cause);
  }
  let waiting = '';

  const flush = (): void => {
    if (descriptor === null || waiting === '') return;
    const bytes = Buffer.from(waiting);
    waiting = '';
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(descriptor, bytes, offset);
    } catch (cause) {
      const broken = descriptor;
      descriptor = null;
      closeSync(broken);
      throw fileError(`${path} can't be written`, cause);
    }
  };

  return {
    onEvent(event) {
      if (descriptor === null) return;
      waiting += `${JSON.stringify(event)}\n`;
      if (!comesOften(event) || waiting.length >= bufferCharacters) flush();
    },
    async close() {
      flush();
      if (descriptor === null) return;
      closeSync(descriptor);
      descriptor = null;
    },
  };
}

function comesOften({ type }: RunEvent): boolean {
  return (
    type === 'flow-progress' ||
    type === 'wire-progress' ||
    type === 'program-output' ||
    type === 'fault-fired'
  );
}
