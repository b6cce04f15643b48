import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { TestNet } from './test-net.ts';

describeWith(['root', 'namespaces', 'tun', 'ping'], 'frames across the fabric', () => {
  it('cross with the delay of both directions, over IPv4 and IPv6', async () => {
    await using net = await TestNet.open({
      links: [{ name: 'wan', nodes: ['a', 'b'], impair: { delayMs: 10 } }],
    });
    for (const destination of ['10.0.0.3', 'fd00:0::3']) {
      const { stdout, status } = await net.run('a', ['ping', '-c', '5', '-i', '0.05', destination]);
      expect(status, stdout).toBe(0);
      expect(rttMinMs(stdout)).toBeGreaterThanOrEqual(20);
    }
    const { report } = await net.finish();
    for (const direction of report.directions) {
      expect(direction).toMatchObject({ offered: 10, delivered: 10, lost: 0 });
      expect(direction.delayP50Ms).toBeGreaterThanOrEqual(10 * (1 - 1 / 128));
    }
    expect(report.deviceDrops).toBe(0);
  });
});

function rttMinMs(stdout: string): number {
  return Number(/= ([\d.]+)\//.exec(stdout)?.[1]);
}
