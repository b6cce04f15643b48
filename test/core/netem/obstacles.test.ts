import { describe, expect, it } from 'vitest';
import { netemObstacles } from '../../../src/core/netem/netem-obstacles.ts';
import { netemRemedy } from '../../../src/core/netem/remedy.ts';
import { hasSeed, stageSeed, tcVersion } from '../../../src/core/netem/tool-version.ts';
import { parse } from '../lab-file/parse.ts';

function obstaclesOf(text: string): readonly string[] {
  const { lab, diagnostics } = parse(`lab: a\nnodes: {client: {}, server: {}}\n${text}`);
  const [only] = lab?.cases ?? [];
  if (only === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return netemObstacles(only);
}

describe('what stands in the way', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'nothing, with everything that netem can do',
      `links: {wan: {ends: [client, server], impair: {loss: 1%, delay: 5ms, jitter: 1ms, reorder: {ratio: 1%, by: 5ms}, duplicate: 1%, corrupt: 1%, rate: 1Mbit, queue: 30kB}}}
faults: [{link: wan, do: drop}]
expect: [{metric: wan.client.lost, at-least: 0}]`,
      [],
    ],
    [
      'an impairment, also one of the timeline',
      `links: {wan: {ends: [client, server], impair: {corrupt-payload: 1%}}}
timeline: [{at: 1s, link: wan, set: {corrupt-payload: 0%, rate: 1bit, jitter: 3s}}]`,
      [
        "the emulator netem can't do corrupt-payload on wan",
        "the emulator netem can't do a uniform jitter above 2.1 s: the kernel has 32 bits of nanoseconds for it on wan",
        "the emulator netem can't do a rate below 8 bit/s: tc counts whole bytes on wan",
      ],
    ],
    [
      'a metric, also one that another is compared with',
      `links: {wan: {ends: [client, server]}}
expect: [{metric: wan.client.queue_max, at-most: 3}, {metric: wan.client.delivered, at-least: {metric: wan.server.reordered}}]`,
      [
        "wan.client.queue_max has no value: the kernel's queues tell their length now, not the most it was",
        "wan.server.reordered has no value: the kernel's netem doesn't tell which packets overtook others",
      ],
    ],
    [
      'a measure of packets',
      `links: {wan: {ends: [client, server]}}
measure: {seen: {link: wan, from: client, count: offered, match: {udp: any}}}`,
      ["the measure seen needs a record of every packet, which netem doesn't keep"],
    ],
  ])('%s', (_, text, expected) => {
    expect(obstaclesOf(text)).toEqual(expected);
  });
});

describe('the remedy for a kernel without netem', () => {
  const of = (kernelRelease: string, osRelease: string, isGithubRunner = false) =>
    netemRemedy({ kernelRelease, osRelease, isGithubRunner });
  it.each([
    ['Debian', of('6.1.0-18-amd64', 'ID=debian\n'), /modprobe sch_netem/],
    ['Ubuntu', of('6.8.0-31-generic', 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n'), /linux-modules-extra/],
    ['Mint', of('6.8.0-31-generic', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'), /linux-modules-extra/],
    ['Rocky', of('5.14.0', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'), /kernel-modules-extra/],
    ['a GitHub runner', of('6.8.0-1014-azure', 'ID=ubuntu\n', true), /apt-get install "linux-modules-extra/],
    ['WSL2', of('5.15.146.1-microsoft-standard-WSL2', 'ID=ubuntu\n'), /CONFIG_NET_SCH_NETEM/],
    ['Docker Desktop', of('6.6.26-linuxkit', 'ID=debian\n'), /^Docker Desktop/],
    ['what has no name', of('6.18.44', ''), /CONFIG_NET_SCH_NETEM/],
  ])('on %s', (_, remedy, expected) => {
    expect(remedy).toMatch(expected);
    expect(remedy).toContain('--emulator fabric');
  });
});

describe('versions', () => {
  it('are read as tc prints them', () => {
    expect(tcVersion('tc utility, iproute2-6.1.0, libbpf 1.1.2\n')).toBe('6.1.0');
    expect(tcVersion('tc utility, iproute2-ss200127\n')).toBe('200127');
    expect(tcVersion('BusyBox')).toBeNull();
  });

  it.each([
    ['6.6.0', '6.6.0', true],
    ['6.10.0', '6.12.9-arch1-1', true],
    ['6.1.0', '6.8.0-31-generic', false],
    ['6.8.0', '6.1.176', false],
    [null, '6.8.0', false],
  ])('tc %s on Linux %s: seed %s', (tc, kernel, expected) => {
    expect(hasSeed(tc, kernel)).toBe(expected);
  });

  it('give each stage a seed of its own, which tc prints exactly', () => {
    const seeds = ['loss', 'delay'].flatMap((kind) =>
      ['a', 'b'].flatMap((from) => [1, 2].map((seed) => stageSeed(seed, 'wan', from, kind))),
    );
    expect(new Set(seeds).size).toBe(8);
    for (const seed of seeds) expect(seed).toBeLessThan(2 ** 32);
  });
});
