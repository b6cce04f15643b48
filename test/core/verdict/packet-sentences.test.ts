import { expect, it } from 'vitest';
import { Mark, type PacketRecord, type RecordHeader } from '../../../src/core/link/packet-record.ts';
import { packetSentences } from '../../../src/core/verdict/packet-sentences.ts';

const flow = { direction: 0, protocol: 'udp', from: 'client', to: 'server', port: 8080, ordinal: 1 };
const header = {
  format: 'wirelab-packets',
  version: 1,
  seed: 1,
  records: 0,
  omitted: 0,
  directions: [{ link: 'wan', from: 'client' }],
  flows: [flow, { ...flow, port: 9000 }],
} satisfies RecordHeader;

function packet(n: number, change: Partial<PacketRecord> = {}): PacketRecord {
  return {
    arrivedNs: n * 1e8,
    leftNs: n * 1e8,
    flow: 0,
    n,
    tcpSequence: 0,
    tcpAcknowledgement: 0,
    direction: 0,
    ipBytes: 36,
    payloadBytes: 8,
    rule: null,
    layer: 0,
    protocol: 17,
    flagsOrType: 0,
    fate: 'delivered',
    cause: 'none',
    marks: 0,
    ...change,
  };
}

it('names the packets that something befell, with their time', () => {
  const records = [
    packet(1),
    packet(2, { fate: 'lost', cause: 'fault', rule: 0 }),
    packet(3, { marks: Mark.duplicated }),
    packet(3, { marks: Mark.copy }),
    packet(4, { fate: 'queue-drop', cause: 'queue-full' }),
  ];
  expect(packetSentences(header, records, [])).toEqual([
    'client to server, UDP port 8080: of 4 packets number 2 (at 200 ms) was dropped by fault 1;' +
      ' number 3 (at 300 ms) was doubled; number 4 (at 400 ms) found the queue full.',
  ]);
});

it('counts what it does not name', () => {
  const lost = Array.from({ length: 20 }, (_, index) => packet(index + 1, { fate: 'lost', cause: 'loss' }));
  expect(packetSentences(header, lost, [])[0]).toMatch(/number 8 \(at 800 ms\) was lost; and 12 more\.$/);
});

it("says nothing of Wirelab's own flows, nor where all went well", () => {
  const own = {
    name: 'a',
    traffic: 'a',
    kind: 'udp-rr',
    from: 'client',
    to: 'server',
    port: 9000,
    planned: 1,
  } as const;
  const lost = { fate: 'lost', cause: 'loss' } as const;
  expect(packetSentences(header, [packet(1), packet(1, { flow: 1, ...lost })], [own])).toEqual([]);
});
