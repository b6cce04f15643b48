import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Demultiplexer, type OutputStream } from '../../../src/runtime/docker/engine/demultiplexer.ts';

function frame(kind: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function collect(chunks: readonly Buffer[]) {
  const parts: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] };
  const demultiplexer = new Demultiplexer((stream, bytes) => parts[stream].push(Buffer.from(bytes)));
  for (const chunk of chunks) demultiplexer.push(chunk);
  return {
    stdout: Buffer.concat(parts.stdout),
    stderr: Buffer.concat(parts.stderr),
    isBetweenFrames: demultiplexer.isBetweenFrames,
  };
}

describe('a connection of two streams', () => {
  it('is taken apart wherever it was cut', () => {
    const frames = fc.array(fc.record({ kind: fc.constantFrom(1, 2), payload: fc.uint8Array() }));
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 40 }), (sent, cuts) => {
        const wire = Buffer.concat(sent.map(({ kind, payload }) => frame(kind, payload)));
        const places = [...new Set(cuts.map((cut) => cut % (wire.length + 1)))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((start, i) => wire.subarray(start, places[i] ?? wire.length));
        const of = (wanted: number) =>
          Buffer.concat(sent.filter(({ kind }) => kind === wanted).map(({ payload }) => payload));
        expect(collect(chunks)).toEqual({ stdout: of(1), stderr: of(2), isBetweenFrames: true });
      }),
    );
  });

  it('is known to be cut short, in a header or a payload', () => {
    const wire = frame(1, Buffer.from('hello'));
    for (let length = 1; length < wire.length; length += 1) {
      expect(collect([wire.subarray(0, length)]).isBetweenFrames).toBe(false);
    }
  });

  it('passes a payload on as it comes', () => {
    const lengths: number[] = [];
    const demultiplexer = new Demultiplexer((_stream, bytes) => lengths.push(bytes.length));
    const header = Buffer.alloc(8);
    header[0] = 1;
    header.writeUInt32BE(0xffff_ffff, 4);
    demultiplexer.push(header);
    demultiplexer.push(Buffer.alloc(10));
    demultiplexer.push(Buffer.alloc(20));
    expect(lengths).toEqual([10, 20]);
  });

  it("has what the engine itself says on stderr, and refuses what isn't framed", () => {
    expect(collect([frame(3, Buffer.from('engine'))]).stderr.toString()).toBe('engine');
    expect(() => collect([Buffer.from('plain text of a terminal')])).toThrow('no multiplexed stream');
  });
});
