import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unimpaired } from '../../../src/core/lab/impairment.ts';
import type { LinkSpec } from '../../../src/core/lab/lab.ts';
import { nodesByAddress } from '../../../src/core/link/node-address.ts';
import { addressText } from '../../../src/core/packet/address-text.ts';

describe('nodesByAddress', () => {
  it('finds an address however it was written, by the text of its bytes', () => {
    const group = fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat(0xffff) },
    );
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const written = groups.map((value) => value.toString(16).toUpperCase().padStart(4, '0')).join(':');
        const end = {
          node: 'a',
          device: 'eth0',
          mac: '02:00:00:00:00:02',
          ipv4: { address: '10.0.0.2', prefixLength: 24 },
          ipv6: { address: written, prefixLength: 64 },
          impairment: unimpaired,
        };
        const link: LinkSpec = { name: 'wan', mtu: 1500, ends: [end] };
        const bytes = Uint8Array.from(groups.flatMap((value) => [value >>> 8, value & 0xff]));
        const nodes = nodesByAddress([link]);
        expect(nodes.get(addressText(bytes, 0, 16))).toBe('a');
        expect(nodes.get('10.0.0.2')).toBe('a');
      }),
      { seed: 9 },
    );
  });
});
