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
