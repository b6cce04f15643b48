import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

const fabricOnly = ['--runtime', 'namespaces', '--emulator', 'fabric'];

/** Five datagrams, the third of them for the second time. */
const sender = [
  'import socket',
  's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
  "for word in ['one', 'two', 'two', 'three', 'four']: s.sendto(word.encode(), ('b', 9000))",
  "print('sent=5 in 12.5 ms')",
].join('\n');

const measures = `
lab: measures
seed: 3
time: 20s
nodes:
  a: {run: [/usr/bin/python3, -c, ${JSON.stringify(sender)}]}
  b: {}
links: {l: {ends: [a, b], impair: {delay: 10ms}}}
traffic:
  bulk: {kind: tcp-bulk, from: a, to: b, size: 60kB}
faults:
  - {link: l, from: a, match: {udp: any, port: 9000}, nth: 2, do: drop}
  - {link: l, from: a, match: {udp: any, port: 9000}, nth: 4, do: {swap: 1}}
  - {link: l, from: a, match: {tcp: data}, nth: [3, 7], do: drop}
  - {link: l, from: a, match: {tcp: syn}, nth: 1, do: drop}
measure:
  took: {stdout: a, matches: "in ([0-9.]+) ms", unit: ms}
  never: {stderr: a, matches: "(x)"}
  sent: {link: l, from: a, match: {udp: any, port: 9000}, count: offered}
  came: {link: l, from: a, match: {udp: any, port: 9000}, count: delivered}
  dropped: {link: l, from: a, match: {udp: any, port: 9000}, count: dropped}
  again: {link: l, from: a, match: {udp: any, port: 9000}, count: repeated}
  overtaken: {link: l, from: a, match: {udp: any, port: 9000}, count: reordered}
  gap: {link: l, from: a, match: {udp: any, port: 9000}, count: gap-min}
  words: {link: l, match: {udp: any, contains: "t"}, count: offered}
  resent: {link: l, from: a, match: {tcp: data}, count: repeated}
  resyn: {link: l, from: a, match: {tcp: syn}, count: repeated}
  rate: {link: l, from: a, match: {tcp: any}, count: goodput}
  share: {fairness: [rate, bulk.goodput]}
  ends-well: {link: l, order: [{from: a, match: {tcp: syn}}, {from: b, match: {tcp: syn-ack}}, {from: a, match: {tcp: fin}}]}
  ends-ill: {link: l, order: [{from: a, match: {tcp: fin}}, {from: a, match: {tcp: syn}}]}
expect:
  - {metric: took, is: 12.5ms}
  - {metric: again, is: 1}
  - {metric: ends-well, is: true}
  - {metric: dropped, credit: {zero: 4, full: 0}, points: 2}
  - {metric: never, at-least: 1}
`;

interface CaseJson {
  readonly case: string;
  readonly verdict: string;
  readonly seed: number;
  readonly score: { readonly points: number; readonly of: number };
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly expectations: readonly {
    readonly verdict: string;
    readonly points: number;
    readonly message: string;
  }[];
  readonly repeats?: readonly { readonly seed: number; readonly verdict: string; readonly metrics: object }[];
}

function resultOf(place: Workplace): { folder: string; cases: CaseJson[]; score: object; verdict: string } {
  const [only = ''] = readdirSync(join(place.folder, 'wirelab-runs'));
  const folder = join(place.folder, 'wirelab-runs', only);
  return { folder, ...JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) };
}

describeWith(['namespaces', 'tun', 'python3'], 'measures', () => {
  it('tell what a program printed and what really passed on the wire', async () => {
    using place = new Workplace();
    place.write('lab.yaml', measures);
    const ended = await place.run('run', 'lab.yaml', ...fabricOnly);
    expect(ended).toMatchObject({ status: 1, stderr: '' });
    const { cases, score, verdict } = resultOf(place);
    expect({ score, verdict }).toEqual({ score: { points: 4.5, of: 6 }, verdict: 'partial' });
    const [main] = cases;
    const { gap, rate, share, ...exact } = main?.metrics ?? {};
    expect(exact).toMatchObject({
      took: 0.0125,
      sent: 5,
      came: 4,
      dropped: 1,
      again: 1,
      overtaken: 1,
      words: 3,
      resent: 2,
      resyn: 1,
      'ends-well': true,
      'ends-ill': false,
      'bulk.retransmits': 3,
    });
    expect([gap, rate, share]).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(main?.expectations.map(({ message }) => message)).toEqual([
      'took is 12.5 ms, expected 12.5ms',
      'again is 1, expected 1',
      'ends-well is true, expected true',
      expect.stringMatching(
        /^dropped is 1, expected 0 for all points, 4 for none, which earns 75 %; see packet 2 at \d+\.\d{3} s$/,
      ),
      'never has no value: nothing was printed; expected at least 1',
    ]);
  });

  it('agree with each other on a lossy link', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `
lab: lossy
seed: 5
nodes: {a: {}, b: {}}
links: {l: {ends: [a, b], impair: {delay: 5ms, loss: 10%, duplicate: 10%, reorder: {ratio: 10%, by: 5ms}}}}
traffic: {voice: {kind: udp-stream, from: a, to: b, packets: 200/s, payload: 100B, for: 1s}}
measure:
  sent: {link: l, from: a, match: {udp: any}, count: offered}
  came: {link: l, from: a, match: {udp: any}, count: delivered}
  lost: {link: l, from: a, match: {udp: any}, count: dropped}
  late: {link: l, from: a, match: {udp: any}, count: reordered}
  again: {link: l, from: a, match: {udp: any}, count: repeated}
`,
    );
    await place.run('run', 'lab.yaml', ...fabricOnly);
    const metrics = resultOf(place).cases[0]?.metrics ?? {};
    expect(metrics.sent).toBe(metrics['voice.sent']);
    expect(metrics.lost).toBe(metrics['voice.lost']);
    expect(metrics.came).toBe(Number(metrics['voice.received']) + Number(metrics['voice.duplicates']));
    expect(metrics.late).toBeCloseTo(
      Number(metrics['voice.reordered']) * Number(metrics['voice.received']),
      6,
    );
    expect(metrics.again).toBe(0);
  });
});

// 10 packets each: seed 2 loses one of them, seed 3 two, seed 4 none.
const repeated = `
lab: again
seed: 2
nodes: {a: {}, b: {}}
links: {l: {ends: [a, b], impair: {loss: 10%}}}
traffic: {voice: {kind: udp-stream, from: a, to: b, packets: 100/s, payload: 100B, for: 100ms}}
expect:
  - {metric: voice.lost, is-not: 1}
  - {metric: voice.lost, is-not: 2}
cases:
  - {case: every, repeat: {times: 3}}
  - {case: best, repeat: {times: 3, score: best}}
  - {case: worst, repeat: {times: 3, score: worst}}
`;

describeWith(['namespaces', 'tun'], 'a repeated case', () => {
  it('runs with seeds of its own, and all, the best or the worst of them counts', async () => {
    using place = new Workplace();
    place.write('lab.yaml', repeated);
    const ended = await place.run('run', 'lab.yaml', ...fabricOnly);
    expect(ended).toMatchObject({ status: 1, stderr: '' });
    const { folder, cases, score } = resultOf(place);
    const repeats = [
      { seed: 2, verdict: 'partial', metrics: { 'voice.lost': 1 } },
      { seed: 3, verdict: 'partial', metrics: { 'voice.lost': 2 } },
      { seed: 4, verdict: 'pass', metrics: { 'voice.lost': 0 } },
    ];
    expect(cases).toMatchObject([
      { case: 'every', verdict: 'fail', score: { points: 0, of: 2 }, seed: 2, repeats },
      { case: 'best', verdict: 'pass', score: { points: 2, of: 2 }, seed: 4, repeats },
      { case: 'worst', verdict: 'partial', score: { points: 1, of: 2 }, seed: 2, repeats },
    ]);
    expect(cases.map(({ metrics }) => metrics['voice.lost'])).toEqual([1, 0, 1]);
    expect(cases[0]?.expectations.map(({ message }) => message)).toEqual([
      'voice.lost is 1, expected not 1 (seed 2)',
      'voice.lost is 2, expected not 2 (seed 3)',
    ]);
    expect(score).toEqual({ points: 3, of: 6 });
    expect(readdirSync(join(folder, 'cases')).sort()).toEqual(
      ['best', 'every', 'worst'].flatMap((name) => [1, 2, 3].map((index) => `${name}-${index}`)),
    );
    expect(ended.stdout).toContain('case best: repeat 2 of 3, seed 3');
    expect(ended.stdout).toContain(
      'case best: 1 of 3 repeats passed, the best counts: pass, 2 of 2 points (seed 4)',
    );
    const again = await place.run('report', folder);
    expect(again.stdout).toBe(ended.stdout);
  });
});
