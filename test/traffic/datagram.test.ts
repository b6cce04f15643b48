import { expect, it } from 'vitest';
import { headerBytes, readDatagram, writeDatagram } from '../../src/traffic/agent/datagram.ts';

const sentAtNs = 2 ** 45 + 12_345_678;

function datagram(length = 160): Buffer {
  const bytes = Buffer.alloc(length);
  writeDatagram(bytes, 7, 123_456, sentAtNs);
  return bytes;
}

it('says again what was written', () => {
  const expected = { flow: 7, sequence: 123_456, sentAtNs, corrupted: false };
  expect(readDatagram(datagram())).toEqual(expected);
  expect(readDatagram(datagram(headerBytes))).toEqual(expected);
  expect(readDatagram(datagram(65_507))).toEqual(expected);
});

it('shows any flipped bit, and is still recognised', () => {
  for (let bit = 0; bit < 160 * 8; bit++) {
    const bytes = datagram();
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(readDatagram(bytes)).toEqual({ flow: 7, sequence: 123_456, sentAtNs, corrupted: true });
  }
});

it('is not guessed at when more of its header is broken', () => {
  const bytes = datagram();
  bytes.writeUInt8(bytes.readUInt8(9) ^ 0b11, 9);
  expect(readDatagram(bytes)).toBeNull();
});

it.each([0, 10, headerBytes - 1])('%i bytes are none', (length) => {
  expect(readDatagram(datagram().subarray(0, length))).toBeNull();
});
