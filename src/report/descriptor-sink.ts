/** Standard output as a sink that can neither block the run nor grow without bound. */

import { write } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ReportSink } from './reporter.ts';

const writeDescriptor = promisify(write);

export interface DescriptorSink extends ReportSink {
  /** Resolves when all that was accepted is written, or the reader has gone. */
  flush(): Promise<void>;
}

const retryMs = 5;

/**
 * Node writes to a pipe synchronously, so a reader that stands still would stop the whole run with
 * it. This writes on the thread pool instead. While more than `maxPendingBytes` wait for a slow
 * reader, further text is dropped and a line says so. A reader that has gone (EPIPE) is no error.
 */
export function descriptorSink(descriptor: number, maxPendingBytes = 8 * 1024 * 1024): DescriptorSink {
  let queue: Buffer[] = [];
  let pendingBytes = 0;
  let dropping = false;
  let gone = false;
  let failure: unknown = null;
  let pump: Promise<void> | null = null;

  const drain = async (): Promise<void> => {
    while (queue.length > 0 && !gone) {
      const batch = Buffer.concat(queue);
      queue = [];
      let offset = 0;
      while (offset < batch.length && !gone) {
        try {
          const { bytesWritten } = await writeDescriptor(
            descriptor,
            batch,
            offset,
            batch.length - offset,
            null,
          );
          offset += bytesWritten;
          pendingBytes -= bytesWritten;
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? error.code : null;
          // Another process may have made the shared pipe or terminal non-blocking.
          if (code === 'EAGAIN') await pause(retryMs);
          else {
            gone = true;
            if (code !== 'EPIPE') failure = error;
          }
        }
      }
    }
    pump = null;
  };

  const accept = (text: string): void => {
    const bytes = Buffer.from(text);
    queue.push(bytes);
    pendingBytes += bytes.length;
    pump ??= drain();
  };

  return {
    write(text) {
      if (gone) return;
      if (pendingBytes > maxPendingBytes) {
        dropping = true;
        return;
      }
      if (dropping) accept('[lines left out here: the reader of this output was too slow]\n');
      dropping = false;
      accept(text);
    },
    async flush() {
      while (pump !== null) await pump;
      if (failure !== null) throw failure;
    },
  };
}
