import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { OutputDrain } from '../../src/run/output-drain.ts';

function watched(): { stream: PassThrough; read: string[]; drain: OutputDrain } {
  const stream = new PassThrough();
  const read: string[] = [];
  const drain = new OutputDrain([stream]);
  stream.on('data', (chunk) => read.push(String(chunk)));
  return { stream, read, drain };
}

describe('the rest of a program’s output', () => {
  it('is waited for until its end', async () => {
    const { stream, read, drain } = watched();
    const drained = drain.drained().then(() => read.join(''));
    stream.write('almost ');
    stream.end('all');
    expect(await drained).toBe('almost all');
  });

  it('is not waited for when it has ended already', async () => {
    const { stream, drain } = watched();
    stream.end();
    await new Promise((resolve) => stream.once('end', resolve));
    await drain.drained();
  });

  it('is given up when a daemon holds it open in silence', async () => {
    const { stream, read, drain } = watched();
    stream.write('so far');
    await drain.drained();
    expect(read).toEqual(['so far']);
  });
});
