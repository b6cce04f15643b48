import { expect, it } from 'vitest';
import { unimpaired } from '../../src/core/lab/impairment.ts';
import type { WireNotice } from '../../src/emulator/emulator.ts';
import { describeWith } from '../support/requires.ts';
import { TestNet, type TestNetOptions } from './test-net.ts';

const links = [{ name: 'wan', nodes: ['a', 'b'] }];
const ping = ['ping', '-q', '-c', '5', '-i', '0.05', '10.0.0.3'];

/** A net, and a way to wait for a notice of a kind. */
async function listening(options: TestNetOptions) {
  const net = await TestNet.open(options);
  const notices: WireNotice[] = [];
  let wake: () => void = () => {};
  net.links.onNotice((notice) => {
    notices.push(notice);
    wake();
  });
  const notice = async <T extends WireNotice['type']>(
    type: T,
    accept: (notice: Extract<WireNotice, { type: T }>) => boolean = () => true,
  ) => {
    for (;;) {
      for (const one of notices) {
        if (one.type === type && accept(one as Extract<WireNotice, { type: T }>)) return one;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { net, notice };
}

describeWith(['root', 'namespaces', 'tun', 'ping'], 'a running fabric', () => {
  it('takes changes by hand, and tells them', async () => {
    const { net, notice } = await listening({ links });
    await using _ = net;
    net.links.setImpairment('wan', 'b', { ...unimpaired, delayMs: 30 });
    expect(await notice('impairment')).toMatchObject({
      link: 'wan',
      from: 'b',
      impairment: { delayMs: 30 },
      cause: 'hand',
    });
    const { stdout } = await net.run('a', ping);
    expect(Number(/= ([\d.]+)\//.exec(stdout)?.[1])).toBeGreaterThanOrEqual(30);
  });

  it('applies the timeline by itself once the clock has started', async () => {
    const down = { ...unimpaired, down: true };
    const { net, notice } = await listening({
      links,
      timeline: [{ atMs: 100, do: 'impair', link: 'wan', from: 'a', impairment: down }],
    });
    await using _ = net;
    expect((await net.run('a', ping)).status).toBe(0);
    net.startClock();
    expect(await notice('impairment')).toMatchObject({ from: 'a', cause: 'timeline' });
    expect((await net.run('a', [...ping, '-W', '1'])).status).not.toBe(0);
    const { records } = await net.finish();
    const lost = [...records].filter(({ cause }) => cause === 'down');
    expect(lost).toHaveLength(5);
    expect(lost.every(({ arrivedNs }) => arrivedNs >= 100e6)).toBe(true);
  });

  it('tells counters while they change, and each fault', async () => {
    const { net, notice } = await listening({
      links,
      faults: [
        {
          link: 'wan',
          from: 'a',
          match: { icmp: ['echo'] },
          nth: { of: 'list', indexes: [2] },
          action: { do: 'drop' },
        },
      ],
    });
    await using _ = net;
    await net.run('a', ping);
    expect(await notice('fault')).toMatchObject({ rule: 0, nth: 2, action: 'drop', link: 'wan', from: 'a' });
    const counters = await notice('counters', ({ directions }) => directions[0]?.offered === 5);
    expect(counters).toMatchObject({
      directions: [
        { link: 'wan', from: 'a', offered: 5, lost: 1, delivered: 4 },
        { link: 'wan', from: 'b', offered: 4, lost: 0, delivered: 4 },
      ],
    });
  });
});
