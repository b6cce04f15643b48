import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CaptureFile } from '../../src/emulator/fabric/process/capture-file.ts';
import { udpFrame } from '../core/packet/frames.ts';
import { describeWith } from '../support/requires.ts';
import { tshark } from './tshark.ts';

const section = {
  hardware: 'h',
  os: 'o',
  application: 'a',
  comment: null,
  interfaces: [
    { name: 'a>wan', description: 'offered' },
    { name: 'wan>b', description: 'delivered' },
  ],
};
const utcOriginNs = 1_700_000_000_000_000_000n;
const frame = udpFrame({ payload: new Uint8Array(1000) });
const fields = ['frame.interface_name', 'frame.packet_id', 'frame.time_epoch', 'frame.comment'];

describeWith(['tshark'], 'a capture file', () => {
  let folder = '';
  let path = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'capture-test-'));
    path = join(folder, 'wan.pcapng');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('has its packets in the order of time, each with its comment', () => {
    const file = new CaptureFile(path, section, utcOriginNs);
    const packets = 10_000;
    // Each arrives 3 places before those that were stamped earlier, over many windows of the writer.
    for (let n = 0; n < packets; n++) file.add(n % 2, (n ^ 3) * 1000 + 7, frame, frame.length, n);
    file.finish((interfaceId, id) => (id % 1000 === 0 ? `${interfaceId}: ${id}` : null));
    expect(readdirSync(folder)).toEqual(['wan.pcapng']);
    const rows = tshark(path, fields);
    expect(rows).toEqual(
      Array.from({ length: packets }, (_, place) => {
        const n = place ^ 3;
        const ns = String(place * 1000 + 7).padStart(9, '0');
        const comment = n % 1000 === 0 ? `0: ${n}` : '';
        return [n % 2 === 0 ? 'a>wan' : 'wan>b', String(n), `1700000000.${ns}`, comment];
      }),
    );
  });

  it('ends at its limit, and says so', () => {
    const limitBytes = 1024 * 1024;
    const file = new CaptureFile(path, section, utcOriginNs, limitBytes);
    const packets = 2000;
    for (let n = 0; n < packets; n++) file.add(0, n, frame, frame.length, n);
    file.finish(() => null);
    const rows = tshark(path, fields);
    const comment = `cut here: a capture takes 1 MiB at most; ${packets - rows.length} more frames passed`;
    expect(rows.map((row) => row[3]).filter((text) => text !== '')).toEqual([comment]);
    expect(rows.at(-1)?.[3]).toBe(comment);
    expect(statSync(path).size).toBeGreaterThan(limitBytes - 2 * frame.length);
    expect(statSync(path).size).toBeLessThan(limitBytes + 2 * frame.length);
  });

  it('can be read without having been finished', () => {
    const file = new CaptureFile(path, section, utcOriginNs);
    for (let n = 0; n < 200; n++) file.add(0, n, frame, frame.length, n);
    file.close();
    expect(tshark(path, fields)).toHaveLength(200);
  });
});
