import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { type UdpOutcome, udpAcross } from './udp-loss.ts';

const impair = { loss: { model: 'burst', ratio: 0.1, meanBurstPackets: 2 } } as const;
const packets = 400;

function expectTruth({ lost, received }: UdpOutcome): void {
  const all = Array.from({ length: packets }, (_, index) => index + 1);
  expect(received).toEqual(all.filter((n) => !lost.includes(n)));
}

describeWith(['root', 'namespaces', 'tun'], 'the list of lost datagrams', () => {
  it('is what the receiver misses, and the same again, under load, and beside another flow', async () => {
    const first = await udpAcross({ impair, packets });
    expect(first.lost.length).toBeGreaterThan(10);
    expectTruth(first);

    const again = await udpAcross({ impair, packets });
    expect(again.lost).toEqual(first.lost);

    const loaded = await udpAcross({
      impair,
      packets,
      beside: async () => {
        const burners = [1, 2, 3].map(() => spawn(process.execPath, ['-e', 'for (;;);']));
        return () => burners.forEach((burner) => void burner.kill('SIGKILL'));
      },
    });
    expect(loaded.lost).toEqual(first.lost);
    expectTruth(loaded);

    const accompanied = await udpAcross({
      impair,
      packets,
      beside: async (net) => {
        const script = fileURLToPath(new URL('udp-sender.mjs', import.meta.url));
        const other = net.spawn('a', [process.execPath, script, '10.0.0.3', '6000', '100000', '1']);
        const ping = net.spawn('a', ['ping', '-q', '-i', '0.01', '10.0.0.3']);
        return () => [other, ping].forEach((child) => void child.kill('SIGKILL'));
      },
    });
    expect(accompanied.lost).toEqual(first.lost);

    const otherSeed = await udpAcross({ impair, packets, seed: 2 });
    expect(otherSeed.lost).not.toEqual(first.lost);
  });
});
