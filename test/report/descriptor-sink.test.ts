import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { descriptorSink } from '../../src/report/descriptor-sink.ts';
import { temporaryFolder } from './files.ts';

const folder = temporaryFolder();

/** A real pipe whose reader reads when it is told to. */
function pipe(name: string): { readonly reader: number; readonly writer: number } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: openSync(path, constants.O_WRONLY) };
}

async function readUntil(reader: number, over: Promise<unknown>): Promise<string> {
  let done = false;
  const ended = over.finally(() => {
    done = true;
  });
  const chunks: Buffer[] = [];
  const buffer = Buffer.alloc(65_536);
  for (let last = false; ; ) {
    try {
      const length = readSync(reader, buffer);
      if (length > 0) chunks.push(Buffer.from(buffer.subarray(0, length)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      if (last) break;
      last = done;
      await new Promise(setImmediate);
    }
  }
  await ended;
  return Buffer.concat(chunks).toString();
}

describe('descriptorSink', () => {
  it('keeps the order of what it is given', async () => {
    const { reader, writer } = pipe('order');
    const sink = descriptorSink(writer);
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`);
    for (const line of lines) sink.write(line);
    expect(await readUntil(reader, sink.flush())).toBe(lines.join(''));
    closeSync(writer);
    closeSync(reader);
  });

  it('neither waits nor grows for a reader that stands still, and says what is missing', async () => {
    const { reader, writer } = pipe('still');
    const sink = descriptorSink(writer, 100_000);
    const line = `${'x'.repeat(999)}\n`;
    for (let count = 0; count < 10_000; count += 1) sink.write(line);
    const first = await readUntil(reader, sink.flush());
    expect(first.length).toBeLessThanOrEqual(101_000);
    sink.write('the last\n');
    expect(await readUntil(reader, sink.flush())).toBe(
      '[lines left out here: the reader of this output was too slow]\nthe last\n',
    );
    closeSync(writer);
    closeSync(reader);
  });

  it('takes a reader that goes away as no error', async () => {
    const { reader, writer } = pipe('gone');
    const sink = descriptorSink(writer);
    closeSync(reader);
    sink.write('unheard\n');
    await sink.flush();
    sink.write('unheard\n');
    await sink.flush();
    closeSync(writer);
  });

  it('fails on a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const sink = descriptorSink(full);
    sink.write('text\n');
    await expect(sink.flush()).rejects.toThrow(/no space left/);
    closeSync(full);
  });
});
