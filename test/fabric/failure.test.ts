import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EnvironmentError } from '../../src/core/environment-error.ts';
import { describeWith } from '../support/requires.ts';
import { TestNet } from './test-net.ts';

const links = [{ name: 'wan', nodes: ['a', 'b'] }];
const pingOnce = ['ping', '-c', '1', '-W', '1', '10.0.0.3'];

describeWith(['root', 'namespaces', 'tun', 'ping'], 'when the fabric dies', () => {
  it('its links are down, and that is known at once', async () => {
    await using net = await TestNet.open({ links });
    expect((await net.run('a', pingOnce)).status).toBe(0);
    net.process.kill('SIGKILL');
    expect(await net.links.failed).toMatch(/fabric's process ended \(signal SIGKILL\)/);
    expect((await net.run('a', pingOnce)).status).not.toBe(0);
    const { stdout } = await net.run('a', ['ip', '-o', 'link', 'show', 'eth0']);
    expect(stdout).toContain('NO-CARRIER');
    await expect(net.links.finish()).rejects.toThrow(EnvironmentError);
  });

  it('it goes when the orchestrator is gone, and leaves nothing', async () => {
    const net = await TestNet.open({ links });
    const ended = once(net.process, 'exit');
    net.process.stdin?.destroy();
    expect(await ended).toEqual([0, null]);
    await net[Symbol.asyncDispose]();
    expect(() => readlinkSync(`/proc/${net.process.pid}/exe`)).toThrow();
  });

  it('ignores a terminal’s Ctrl-C', async () => {
    await using net = await TestNet.open({ links });
    net.process.kill('SIGINT');
    expect((await net.run('a', pingOnce)).status).toBe(0);
  });
});

describeWith(['root', 'namespaces', 'tun', 'ping'], 'what nodes send while the fabric is held up', () => {
  it('waits in the device, and is counted where it has no more room', async () => {
    await using net = await TestNet.open({ links });
    const queued = 4096;
    // Neighbour discovery takes a few of the places, and is not offered.
    const others = 20;
    const areRead = new Promise<void>((resolve) => {
      net.links.onNotice((notice) => {
        if (notice.type === 'counters' && notice.directions.some(({ offered }) => offered >= queued - others))
          resolve();
      });
    });
    net.process.kill('SIGSTOP');
    const flood = ['ping', '-q', '-f', '-l', '5000', '-c', '5000', '-w', '1', '10.0.0.3'];
    const { stdout } = await net.run('a', flood);
    const sent = Number(/(\d+) packets transmitted/.exec(stdout)?.[1]);
    net.process.kill('SIGCONT');
    await areRead;
    const { report } = await net.finish();
    expect(report.deviceDrops).toBeGreaterThan(sent - queued - 1);
    expect(report.deviceDrops).toBeLessThan(sent - queued + others);
  });
});

describeWith(['root', 'namespaces', 'tun'], 'what the fabric cannot take over', () => {
  it('is an environment error', async () => {
    await using net = await TestNet.open({ links });
    const wire = {
      seed: 1,
      links: net.specs,
      faults: [],
      timeline: [],
      recordFile: net.recordFile,
      captureFolder: null,
    };
    await expect(net.links.attach(wire, [])).rejects.toThrow(/node a isn't running/);
  });
});
