import { expect, it } from 'vitest';
import type { FlowDescription } from '../../../src/core/event/event.ts';
import { Mark, type PacketRecord, type RecordHeader } from '../../../src/core/link/packet-record.ts';
import { recordedLosses } from '../../../src/core/verdict/recorded-losses.ts';

const flows: FlowDescription[] = [
  { name: 'download', traffic: 'download', kind: 'tcp-bulk', from: 's', to: 'c', port: 5001, planned: 1 },
  { name: 'voice', traffic: 'voice', kind: 'udp-stream', from: 's', to: 'c', port: 5002, planned: 1 },
];

const header: RecordHeader = {
  format: 'wirelab-packets',
  version: 1,
  seed: 1,
  records: 0,
  omitted: 0,
  directions: [
    { link: 'l', from: 's' },
    { link: 'l', from: 'c' },
  ],
  flows: [
    { direction: 0, protocol: 'tcp', from: 's', to: 'c', port: 5001, ordinal: 1 },
    { direction: 1, protocol: 'tcp', from: 'c', to: 's', port: 5001, ordinal: 1 },
    { direction: 0, protocol: 'udp', from: 's', to: 'c', port: 5002, ordinal: 1 },
    { direction: 0, protocol: 'icmp', from: 's', to: 'c', port: 0, ordinal: 1 },
  ],
};

const record = (flow: number, fate: PacketRecord['fate'], marks = 0): PacketRecord =>
  ({ flow, fate, marks }) as PacketRecord;

it('gives each flow its own losses, each way', () => {
  const records = [
    record(0, 'delivered'),
    record(0, 'lost'),
    record(0, 'queue-drop'),
    record(0, 'delivered', Mark.corrupted),
    record(1, 'lost'),
    record(2, 'lost'),
    record(2, 'lost', Mark.copy),
    record(3, 'lost'),
  ];
  expect(recordedLosses(header, records, flows)).toEqual(
    new Map([
      ['download', { there: 2, back: 1, corrupted: 1 }],
      ['voice', { there: 1, back: 0, corrupted: 0 }],
    ]),
  );
});

it('says nothing where packets went unrecorded', () => {
  expect(recordedLosses({ ...header, omitted: 1 }, [], flows)).toBeNull();
});
