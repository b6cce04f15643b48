import { expect, it } from 'vitest';
import { unimpaired } from '../../../src/core/lab/impairment.ts';
import type { LinkSpec, NodeSpec } from '../../../src/core/lab/lab.ts';
import type { PacketRecord, RecordHeader } from '../../../src/core/link/packet-record.ts';
import { Protocol, TcpFlag } from '../../../src/core/packet/packet.ts';
import { tracedPackets } from '../../../src/core/trace/traced-packets.ts';

const end = (node: string) => ({
  node,
  device: 'eth0',
  mac: '',
  ipv4: null,
  ipv6: null,
  impairment: unimpaired,
});
const links: LinkSpec[] = [
  { name: 'lan', mtu: 1500, ends: [end('client'), end('router')] },
  { name: 'wan', mtu: 1500, ends: [end('router'), end('server')] },
];
const nodes = (...traced: readonly string[]): NodeSpec[] =>
  ['client', 'router', 'server'].map((name) => ({ name, trace: traced.includes(name) }) as NodeSpec);

const header: RecordHeader = {
  format: 'wirelab-packets',
  version: 1,
  seed: 1,
  records: 0,
  omitted: 0,
  directions: [
    { link: 'lan', from: 'client' },
    { link: 'wan', from: 'router' },
    { link: 'wan', from: 'server' },
    { link: 'lan', from: 'router' },
  ],
  flows: [
    { direction: 0, protocol: 'tcp', from: 'client', to: 'server', port: 80, ordinal: 1 },
    { direction: 1, protocol: 'tcp', from: 'client', to: 'server', port: 80, ordinal: 1 },
    { direction: 2, protocol: 'tcp', from: 'server', to: 'client', port: 80, ordinal: 1 },
    { direction: 3, protocol: 'tcp', from: 'server', to: 'client', port: 80, ordinal: 1 },
    { direction: 0, protocol: 'udp', from: 'client', to: 'server', port: 5000, ordinal: 2 },
  ],
};

function packet(
  flow: number,
  arrivedMs: number,
  leftMs: number | null,
  more: Partial<PacketRecord> = {},
): PacketRecord {
  return {
    arrivedNs: arrivedMs * 1e6,
    leftNs: leftMs === null ? null : leftMs * 1e6,
    flow,
    n: 1,
    tcpSequence: 0,
    tcpAcknowledgement: 0,
    direction: header.flows[flow]?.direction ?? 0,
    ipBytes: 40,
    payloadBytes: 0,
    rule: null,
    layer: 2,
    protocol: Protocol.tcp,
    flagsOrType: TcpFlag.ack,
    fate: leftMs === null ? 'lost' : 'delivered',
    cause: leftMs === null ? 'loss' : 'none',
    marks: 0,
    ...more,
  };
}

const handshake = [
  packet(0, 1, 2, { flagsOrType: TcpFlag.syn }),
  packet(1, 3, 4, { flagsOrType: TcpFlag.syn }),
  packet(2, 5, 6, { flagsOrType: TcpFlag.syn | TcpFlag.ack }),
  packet(3, 7, 8, { flagsOrType: TcpFlag.syn | TcpFlag.ack }),
  packet(4, 9, null, { protocol: Protocol.udp, payloadBytes: 10 }),
];

const told = (traced: readonly string[], records: readonly PacketRecord[] = handshake, own = '') =>
  tracedPackets(
    { nodes: nodes(...traced), links },
    own === ''
      ? []
      : [{ name: own, traffic: own, kind: 'tcp-bulk', from: 'server', to: 'client', port: 80, planned: 1 }],
    header,
    records,
  );

it('shows a packet where it leaves a traced node and where it reaches one, and nowhere between', () => {
  const lines = (...traced: readonly string[]) =>
    told(traced).packets.map(({ atMs, seen, from, to, text }) => `${atMs} ${seen} ${from}>${to} ${text}`);
  expect(lines('client')).toEqual([
    '1 sent client>server TCP SYN, port 80',
    '8 received server>client TCP SYN ACK, port 80',
    '9 sent client>server UDP, 10 bytes, port 5000, conversation 2: lost: loss',
  ]);
  expect(lines('server')).toEqual([
    '4 received client>server TCP SYN, port 80',
    '5 sent server>client TCP SYN ACK, port 80',
  ]);
  expect(lines('client', 'server')).toHaveLength(5);
  expect(lines('router')).toEqual([]);
});

it("leaves out Wirelab's own flows", () => {
  expect(told(['client'], handshake, 'download').packets).toMatchObject([
    { text: expect.stringMatching(/^UDP/) },
  ]);
});

it('shows the end of a conversation however many packets it has, and counts what it leaves out', () => {
  const many = Array.from({ length: 500 }, (_, index) => packet(0, 10 + index, 11 + index));
  const { packets, furtherPackets } = told(
    ['client'],
    [...handshake, ...many, packet(0, 900, 901, { flagsOrType: TcpFlag.fin | TcpFlag.ack })],
  );
  expect(packets).toHaveLength(3 + 12 + 1);
  expect(packets.at(-1)?.text).toBe('TCP FIN ACK, port 80');
  expect(furtherPackets).toBe(500 - 12);
});
