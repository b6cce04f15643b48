import { describe, expect, it } from 'vitest';
import { housekeeping, longerThan } from '../../../src/core/netem/frame-classifier.ts';
import { randomBytecode } from '../../../src/core/netem/random-classifier.ts';

const randomOffset = 4294963256;

/** Classic BPF, as far as the programs here use it (bpf(4)). */
function runs(bytecode: string, frame: Uint8Array, random = 0): boolean {
  const [count = '', ...lines] = bytecode.split(',');
  const program = lines.map((line) => line.split(' ').map(Number));
  expect(program).toHaveLength(Number(count));
  const view = new DataView(frame.buffer);
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const [code = 0, hit = 0, miss = 0, k = 0] = program[at] ?? [];
    if (code === 0x06) return k !== 0;
    if (code === 0x80) accumulator = frame.length;
    else if (code === 0x20 && k === randomOffset) accumulator = random;
    else if (code === 0x28 || code === 0x30) {
      const size = code === 0x28 ? 2 : 1;
      if (k + size > frame.length) return false;
      accumulator = size === 2 ? view.getUint16(k) : view.getUint8(k);
    } else {
      const isHit = code === 0x15 ? accumulator === k : code === 0x25 ? accumulator > k : accumulator >= k;
      at += isHit ? hit : miss;
    }
  }
  throw new Error('a program without an end');
}

function frame(etherType: number, bytes: Readonly<Record<number, number>>, length = 100): Uint8Array {
  const made = new Uint8Array(length);
  new DataView(made.buffer).setUint16(12, etherType);
  for (const [at, value] of Object.entries(bytes)) made[Number(at)] = value;
  return made;
}

describe('housekeeping', () => {
  const ipv6 = (type: number) => frame(0x86dd, { 20: 58, 54: type });
  it.each([
    ['ARP', frame(0x0806, {}), true],
    ['IGMP', frame(0x0800, { 23: 2 }), true],
    ['UDP', frame(0x0800, { 23: 17 }), false],
    ['TCP over IPv6', frame(0x86dd, { 20: 6 }), false],
    ['an echo request over IPv6', ipv6(128), false],
    ['a packet too big', ipv6(2), false],
    ['a listener query', ipv6(130), true],
    ['listener done', ipv6(132), true],
    ['a router solicitation', ipv6(133), true],
    ['a neighbour advertisement', ipv6(136), true],
    ['a redirect', ipv6(137), true],
    ['renumbering', ipv6(138), false],
    ['a listener report behind a hop-by-hop header', frame(0x86dd, { 20: 0, 54: 58, 62: 143 }), true],
    ['an echo behind a hop-by-hop header', frame(0x86dd, { 20: 0, 54: 58, 62: 128 }), false],
    ['UDP behind a hop-by-hop header', frame(0x86dd, { 20: 0, 54: 17, 62: 143 }), false],
    ['a frame that is cut off', frame(0x86dd, { 20: 58 }, 54), false],
    ['something else', frame(0x88cc, {}), false],
  ])('%s: %s', (_, bytes, expected) => {
    expect(runs(housekeeping(), bytes)).toBe(expected);
  });
});

describe('a random choice', () => {
  it('is of exactly the ratio, to 2^-32', () => {
    const none = new Uint8Array(14);
    expect(runs(randomBytecode(0), none, 0)).toBe(false);
    expect(runs(randomBytecode(1), none, 0xffff_ffff)).toBe(true);
    expect(runs(randomBytecode(0.25), none, 0x3fff_ffff)).toBe(true);
    expect(runs(randomBytecode(0.25), none, 0x4000_0000)).toBe(false);
    expect(runs(randomBytecode(2 ** -32), none, 0)).toBe(true);
    expect(runs(randomBytecode(2 ** -32), none, 1)).toBe(false);
  });
});

it('tells a frame that is longer than the link allows', () => {
  expect(runs(longerThan(1514), new Uint8Array(1514))).toBe(false);
  expect(runs(longerThan(1514), new Uint8Array(1515))).toBe(true);
});
