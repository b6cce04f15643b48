import type { Readable } from 'node:stream';

/** Calls back with each line's value. */
export function onJsonLine(stream: Readable, listener: (value: unknown) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(JSON.parse(line));
  });
}
