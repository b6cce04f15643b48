import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { FaultSpec } from '../../src/core/lab/fault.ts';
import { Mark, type PacketRecord } from '../../src/core/link/packet-record.ts';
import { describeWith } from '../support/requires.ts';
import { TestNet } from './test-net.ts';
import { tshark } from './tshark.ts';

const sender = fileURLToPath(new URL('udp-sender.mjs', import.meta.url));
const sendDatagrams = [process.execPath, sender, '10.0.0.3', '5000', '200', '1'];
/** Wireshark's word for a checksum that is wrong. */
const isBad = '0';

const drop: FaultSpec = {
  link: 'wan',
  from: 'a',
  match: { udp: ['any'] },
  nth: { of: 'list', indexes: [3] },
  action: { do: 'drop' },
};

const delay: FaultSpec = {
  ...drop,
  nth: { of: 'list', indexes: [7] },
  action: { do: 'delay', delayMs: 30 },
};

describeWith(['root', 'namespaces', 'tun', 'tshark', 'ping'], 'a capture', () => {
  it('shows what was sent, what arrived, and what happened between', async () => {
    const impair = {
      delayMs: 5,
      loss: { model: 'independent', ratio: 0.1 },
      corruptRatio: 0.1,
      duplicateRatio: 0.1,
    } as const;
    await using net = await TestNet.open({
      capture: true,
      links: [{ name: 'wan', nodes: ['a', 'b'], from: { a: impair } }],
      faults: [drop, delay],
    });
    net.startClock();
    const beforeSeconds = Date.now() / 1000;
    await net.run('a', sendDatagrams);
    const { report, records } = await net.finish();
    const afterSeconds = Date.now() / 1000;
    const all = [...records];
    const numbersOf = (wanted: (record: PacketRecord) => boolean): string[] =>
      all.flatMap((record, index) => (wanted(record) ? [String(index)] : []));
    const file = net.captureFile('wan');
    expect(existsSync(`${file}.part`)).toBe(false);
    const packets = tshark(file, [
      'frame.interface_name',
      'frame.packet_id',
      'frame.comment',
      'frame.time_epoch',
      'udp.checksum.status',
    ]).map(([name, id, comment = '', time, checksum]) => ({
      name,
      id,
      comment,
      time: Number(time),
      checksum,
    }));
    const on = (name: string) => packets.filter((packet) => packet.name === name);
    const ids = (name: string, said: string) =>
      on(name).flatMap(({ id, comment }) => (comment.includes(said) ? [id] : []));

    const [fromA, fromB] = report.directions;
    expect(['a>wan', 'wan>b', 'b>wan', 'wan>a'].map((name) => on(name).length)).toEqual([
      fromA?.offered,
      fromA?.delivered,
      fromB?.offered,
      fromB?.delivered,
    ]);

    expect(fromA?.lost).toBeGreaterThan(1);
    expect(ids('a>wan', 'lost: loss')).toEqual(numbersOf(({ cause }) => cause === 'loss'));
    expect(ids('a>wan', 'lost: fault 1')).toEqual(numbersOf(({ cause }) => cause === 'fault'));
    expect(ids('a>wan', 'duplicated')).toHaveLength(fromA?.duplicated ?? 0);

    // Copies were not offered.
    const corrupted = numbersOf(({ marks }) => (marks & Mark.corrupted) !== 0 && (marks & Mark.copy) === 0);
    expect(corrupted).not.toEqual([]);
    expect(ids('a>wan', 'corrupted')).toEqual(corrupted);
    const damaged = packets.filter(({ checksum }) => checksum === isBad);
    expect(damaged).not.toEqual([]);
    expect(damaged).toEqual(on('wan>b').filter(({ comment }) => comment.includes('corrupted')));

    const late = packets.filter(({ comment }) => comment.includes('delayed by fault 2'));
    expect(late.map(({ name }) => name)).toEqual(['a>wan', 'wan>b']);
    const [sent = Number.NaN, arrived = Number.NaN] = late.map(({ time }) => time);
    expect(sent).toBeGreaterThan(beforeSeconds - 0.01);
    expect(arrived).toBeLessThan(afterSeconds + 0.01);
    expect(arrived - sent).toBeGreaterThanOrEqual(0.0349);
  });

  it('names each end of a shared link, and takes nothing of other links', async () => {
    await using net = await TestNet.open({
      capture: true,
      links: [
        { name: 'lan', nodes: ['a', 'b', 'c'] },
        { name: 'wan', nodes: ['c', 'd'] },
      ],
    });
    expect((await net.run('a', ['ping', '-c', '1', '10.0.0.4'])).status).toBe(0);
    await net.finish();
    const packets = (link: string): string[][] =>
      tshark(net.captureFile(link), ['frame.interface_name', 'icmp.type']);
    expect(packets('lan')).toEqual([
      ['a>lan', '8'],
      ['lan>c', '8'],
      ['c>lan', '0'],
      ['lan>a', '0'],
    ]);
    expect(packets('wan')).toEqual([]);
  });

  it('can be read after the orchestrator has gone', async () => {
    await using net = await TestNet.open({ capture: true, links: [{ name: 'wan', nodes: ['a', 'b'] }] });
    expect((await net.run('a', ['ping', '-c', '1', '10.0.0.3'])).status).toBe(0);
    const ended = once(net.process, 'exit');
    net.process.stdin?.destroy();
    await ended;
    expect(tshark(net.captureFile('wan'), ['icmp.type'])).toEqual([['8'], ['8'], ['0'], ['0']]);
  });
});
