import { describe, expect, it } from 'vitest';
import { unimpaired } from '../../../src/core/lab/impairment.ts';
import type { LinkSpec } from '../../../src/core/lab/lab.ts';
import { Account, type Count, type KernelCounts, packetsUnderway } from '../../../src/core/netem/account.ts';
import { NetemDirection } from '../../../src/core/netem/netem-direction.ts';
import { type DirectionWiring, wiringOf } from '../../../src/core/netem/wiring.ts';
import { ActionIndex, segmentLinkLines, sourceLines } from '../../../src/core/netem/wiring-lines.ts';

function link(name: string, nodes: readonly string[]): LinkSpec {
  const ends = nodes.map((node, index) => ({
    node,
    device: 'eth0',
    mac: `02:00:00:00:00:0${index}`,
    ipv4: null,
    ipv6: null,
    impairment: unimpaired,
  }));
  return { name, ends, mtu: 1500 };
}

function directionOf(nodes: readonly string[], faults: readonly string[] = []): DirectionWiring {
  const [direction] = wiringOf([link('wan', nodes)], new Set(faults)).directions;
  if (direction === undefined) throw new Error('no direction');
  return direction;
}

describe('wiring', () => {
  it('leads from far side to far side, through the hop of faults, or into the bridge of a segment', () => {
    expect(directionOf(['a', 'b'])).toMatchObject({ source: 'l0e0', output: 'l0e1' });
    expect(directionOf(['a', 'b'], ['wan'])).toMatchObject({ source: 'l0e0g', output: 'l0e1' });
    expect(directionOf(['a', 'b', 'c'])).toMatchObject({ source: 'l0e0', output: 'l0e0q' });
  });

  it('names no device longer than the kernel allows (15), and none twice', () => {
    const nodes = Array.from({ length: 30 }, (_, index) => `n${index}`);
    const links = Array.from({ length: 20 }, (_, index) => link(`l${index}`, nodes));
    const { directions, segments } = wiringOf(links, new Set(['l19']));
    const lines = [
      ...segments.flatMap(segmentLinkLines),
      ...directions.flatMap(
        (direction) =>
          new NetemDirection(direction, null).plan(unimpaired, ['loss', 'delay', 'reorder']).links,
      ),
    ];
    const names = lines.flatMap((line) =>
      [...(/^link add dev (\S+).* name (\S+)/.exec(line) ?? [])].slice(1),
    );
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(15);
    expect(new Set(names).size).toBe(names.length);
    const indexes = directions.flatMap((direction) =>
      [0, 1, 8].map((hop) => ActionIndex.hop(direction, hop)).concat(ActionIndex.housekeeping(direction)),
    );
    expect(new Set(indexes).size).toBe(indexes.length);
  });

  it('asks of each packet: too long, housekeeping, then onward', () => {
    const filters = sourceLines(directionOf(['a', 'b'])).filter((line) => line.startsWith('filter'));
    expect(filters.map((line) => /prio (\d+) (\w+)/.exec(line)?.slice(1).join(' '))).toEqual([
      '1 bpf',
      '3 bpf',
      '10 matchall',
    ]);
  });
});

describe('a direction', () => {
  const loss = { model: 'independent', ratio: 0.5 } as const;
  const delayed = { ...unimpaired, delayMs: 10 };

  it('makes the stages that it needs, and then changes only what differs', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    const first = direction.plan(delayed, ['loss']);
    expect(first.stages).toEqual(['loss', 'delay']);
    expect(first.isRebuilt).toBe(true);
    // From the last hop to the first, so that no packet comes to a stage that leads nowhere.
    expect(first.lines.filter((line) => line.startsWith('actions'))).toEqual([
      'actions replace action mirred egress redirect dev l0e1 index 23',
      'actions replace action mirred egress redirect dev l0e0s6 index 17',
      'actions replace action mirred egress redirect dev l0e0s0 index 16',
    ]);
    direction.commit(first);
    const second = direction.plan({ ...delayed, loss });
    expect(second).toMatchObject({ links: [], isRebuilt: false, flushed: [] });
    expect(second.lines).toHaveLength(1);
    expect(second.lines[0]).toContain('loss random 50%');
    direction.commit(second);
    expect(direction.plan({ ...delayed, loss }).lines).toEqual([]);
  });

  it('tells what is set in the words that tc was told', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    expect(direction.settings()).toBe('nothing');
    direction.commit(direction.plan({ ...delayed, loss }));
    expect(direction.settings()).toMatch(
      /^qdisc replace dev l0e0s0 root .* loss random 50% .*; qdisc replace dev l0e0s6 root .* delay 10000us /,
    );
    direction.commit(direction.plan({ ...unimpaired, down: true }));
    expect(direction.settings()).toMatch(/^filter add dev l0e0 .* loss random 0% .* delay 0us 0us /);
  });

  it('keeps a stage that is needed no longer: what is in it goes on in its order', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    direction.commit(direction.plan(delayed));
    const change = direction.plan(unimpaired);
    expect(change.stages).toEqual(['delay']);
    expect(change.lines[0]).toMatch(/delay 0us 0us .*rate 1000000000000bit/);
  });

  it('goes down by dropping everything first, then throwing away what is queued; comes up last', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    direction.commit(direction.plan(delayed));
    const down = direction.plan({ ...delayed, down: true });
    expect(down.lines.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'filter add dev l0e0',
      'qdisc del dev l0e0s6',
      'qdisc replace dev l0e0s6',
    ]);
    direction.commit(down);
    expect(direction.plan({ ...delayed, down: true }).lines).toEqual([]);
    expect(direction.plan(delayed).lines).toEqual(['filter del dev l0e0 ingress prio 2']);
  });

  it('is made anew when a table of a distribution must go', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    direction.commit(direction.plan({ ...delayed, jitter: { ms: 1, distribution: 'normal' } }));
    expect(direction.plan({ ...delayed, jitter: { ms: 1, distribution: 'pareto' } }).flushed).toEqual([]);
    expect(direction.plan({ ...delayed, jitter: { ms: 1, distribution: 'uniform' } }).flushed).toEqual([
      'delay',
    ]);
  });

  it('has a table until its netem is made anew, whatever jitter comes between', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    const uniform = { ...delayed, jitter: { ms: 1, distribution: 'uniform' } } as const;
    direction.commit(direction.plan({ ...delayed, jitter: { ms: 1, distribution: 'normal' } }));
    direction.commit(direction.plan(delayed));
    const change = direction.plan(uniform);
    expect(change).toMatchObject({ isRebuilt: true, flushed: ['delay'] });
    direction.commit(change);
    expect(direction.plan({ ...uniform, delayMs: 20 }).flushed).toEqual([]);
  });

  it('has no table any more once it was down, which makes everything anew', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    direction.commit(direction.plan({ ...delayed, jitter: { ms: 1, distribution: 'normal' } }));
    direction.commit(direction.plan({ ...delayed, down: true }));
    direction.commit(direction.plan(delayed));
    expect(direction.plan({ ...delayed, jitter: { ms: 1, distribution: 'uniform' } }).flushed).toEqual([]);
  });

  it('has a table where it went down with one', () => {
    const direction = new NetemDirection(directionOf(['a', 'b']), null);
    const normal = { ...delayed, jitter: { ms: 1, distribution: 'normal' } } as const;
    direction.commit(direction.plan(normal));
    direction.commit(direction.plan({ ...normal, down: true }));
    expect(direction.plan({ ...delayed, jitter: { ms: 1, distribution: 'uniform' } }).flushed).toEqual([
      'delay',
    ]);
  });
});

describe('an account', () => {
  const wiring = directionOf(['a', 'b']);
  const stages = ['loss', 'duplicate', 'line', 'delay'] as const;

  function counts(
    mirred: Record<number, number>,
    qdiscs: Record<string, Partial<Count>>,
    down = 0,
  ): KernelCounts {
    const full = (count: Partial<Count>) => ({ packets: 0, bytes: 0, drops: 0, queued: 0, ...count });
    return {
      mirred: (index) => full({ packets: mirred[index - 16] ?? 0, bytes: (mirred[index - 16] ?? 0) * 100 }),
      gact: (index) => (index === ActionIndex.down(wiring) ? full({ packets: down }) : null),
      qdisc: (device, handle) => {
        const found = qdiscs[`${device} ${handle}`];
        return found === undefined ? null : full(found);
      },
    };
  }

  it('has a place for every packet: offered and copies are delivered, lost, dropped or under way', () => {
    const now = counts(
      { 0: 100, 1: 90, 3: 100, 6: 80, 7: 70 },
      { 'l0e0s0 1:': { drops: 10 }, 'l0e0s5 1:': { drops: 15, queued: 5 }, 'l0e0s6 1:': { queued: 10 } },
      7,
    );
    const counters = new Account(wiring).read(now, stages);
    expect(counters).toMatchObject({
      offered: 107,
      lost: 17,
      duplicated: 10,
      queueDrops: 15,
      delivered: 70,
      queuePackets: 4,
      offeredBytes: 10_000,
      deliveredBytes: 7000,
    });
    const underway = packetsUnderway(wiring, now, stages);
    expect(counters.offered + counters.duplicated).toBe(
      counters.delivered + counters.lost + counters.queueDrops + underway,
    );
  });

  it('goes on where stages are added and where queues are emptied', () => {
    const account = new Account(wiring);
    const before = counts({ 0: 50 }, {});
    const with1 = counts({ 0: 50 }, { 'l0e0s0 1:': {} });
    account.rebase({ counts: before, stages: [] }, { counts: with1, stages: ['loss'] }, 0);
    const later = counts({ 0: 80, 1: 20 }, { 'l0e0s0 1:': { drops: 10 } });
    expect(account.read(later, ['loss'])).toMatchObject({ offered: 80, delivered: 70, lost: 10 });
    const emptied = counts({ 0: 80, 1: 20 }, { 'l0e0s0 1:': {} });
    account.rebase({ counts: later, stages: ['loss'] }, { counts: emptied, stages: ['loss'] }, 3);
    expect(account.read(emptied, ['loss'])).toMatchObject({ offered: 80, delivered: 70, lost: 13 });
  });
});
