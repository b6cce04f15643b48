/** What of tc and the kernel a run uses, and what is there of them at all. */

import { EnvironmentError } from '../../core/environment-error.ts';
import { netemRemedy, type Platform } from '../../core/netem/remedy.ts';
import { lacksHighResolution } from '../../core/netem/timer-resolution.ts';
import { hasSeed, tcVersion } from '../../core/netem/tool-version.ts';
import type { NetworkHost } from '../../runtime/network-host.ts';

export interface NetemTools {
  /** netem's random draws can be given a seed. */
  readonly hasSeed: boolean;
  /** For the result. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Throws EnvironmentError where tc isn't installed. */
export async function readTools(network: NetworkHost): Promise<NetemTools> {
  const [version, release] = await Promise.all([
    network.run(['tc', '-V']),
    network.read('/proc/sys/kernel/osrelease'),
  ]);
  const tc = tcVersion(version.stdout);
  const kernel = release?.trim() ?? '';
  const seeded = hasSeed(tc, kernel);
  return {
    hasSeed: seeded,
    facts: {
      'netem.tc': tc ?? version.stdout.trim(),
      'netem.kernel': kernel,
      'netem.seed': seeded
        ? 'given to each qdisc: it fixes the draws, not which packet gets which'
        : 'none: tc and the kernel must be 6.6 or later',
    },
  };
}

export type NetemProbe =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: string; readonly remedy: string };

const tables = "iproute2's tables of distributions";
const tablesRemedy =
  'install all of iproute2 (normal.dist, pareto.dist, paretonormal.dist), or choose --emulator fabric';

/** One of each thing that links need, made in a network namespace of their own, which ends with the trial. */
const trials = {
  ip: [
    ['veth', 'link add dev near type veth peer name far'],
    ['bridge', 'link add dev both type bridge'],
  ],
  tc: [
    ['sch_netem', 'qdisc add dev near root handle 1: netem delay 1ms'],
    [tables, 'qdisc change dev near root handle 1: netem delay 1ms 1ms distribution normal'],
    ['sch_tbf', 'qdisc replace dev near root handle 2: tbf rate 1mbit burst 2000b limit 3000b'],
    ['sch_codel', 'qdisc add dev near parent 2:1 handle 3: codel'],
    ['sch_prio', `qdisc replace dev near root handle 4: prio bands 2 priomap ${'0 '.repeat(16).trim()}`],
    ['cls_bpf', 'filter add dev near parent 4: prio 1 protocol all bpf bytecode "1,6 0 0 0" flowid 4:2'],
    ['sch_ingress', 'qdisc add dev far ingress'],
    [
      'act_mirred',
      'filter add dev far ingress prio 1 protocol all matchall action mirred egress redirect dev near',
    ],
    [
      'cls_flower',
      'filter add dev far ingress prio 2 protocol all flower src_mac 02:00:00:00:00:01 action drop',
    ],
  ],
} as const;

/** Says which tool failed. Constant; the batches are its parameters. */
const script = `
printf '%s\n' "$1" | ip -batch - || { echo ip; exit 1; }
printf '%s\n' "$2" | tc -batch - || { echo tc; exit 1; }
`;

/** Is everything there, before anything starts? */
export async function probeNetem(network: NetworkHost): Promise<NetemProbe> {
  try {
    await network.run(['tc', '-V']);
    const lines = (tool: keyof typeof trials) => trials[tool].map(([, line]) => line).join('\n');
    const argv = ['unshare', '--net', 'sh', '-c', script, 'sh', lines('ip'), lines('tc')];
    const [result, timerList] = await Promise.all([network.run(argv), network.read('/proc/timer_list')]);
    const cannot = `the kernel's netem can't be used on ${network.description}`;
    if (result.exitCode !== 0) {
      const { thing, said } = failureOf(result.stdout.trim(), result.stderr);
      const remedy = thing === tables ? tablesRemedy : netemRemedy(await readPlatform(network));
      return { ok: false, why: `${cannot}: ${thing}: ${said}`, remedy };
    }
    if (lacksHighResolution(timerList)) {
      return {
        ok: false,
        why: `${cannot}: the kernel has no high-resolution timers, so that delays would end at its next tick, up to 10 ms late`,
        remedy: 'boot a kernel with CONFIG_HIGH_RES_TIMERS, without highres=off, or choose --emulator fabric',
      };
    }
    return { ok: true };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { ok: false, why: error.message, remedy: error.remedy ?? 'choose --emulator fabric' };
  }
}

async function readPlatform(network: NetworkHost): Promise<Platform> {
  return {
    // A helper container has files of its own, and the processes of the machine that must have netem.
    osRelease:
      (await network.read('/proc/1/root/etc/os-release')) ?? (await network.read('/etc/os-release')) ?? '',
    kernelRelease: (await network.read('/proc/sys/kernel/osrelease'))?.trim() ?? '',
    isGithubRunner: process.env.GITHUB_ACTIONS === 'true',
  };
}

function failureOf(tool: string, stderr: string): { readonly thing: string; readonly said: string } {
  const number = Number(/Command failed -:(\d+)/.exec(stderr)?.[1] ?? 0);
  const tried = tool === 'ip' || tool === 'tc' ? trials[tool][number - 1] : undefined;
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Command failed'));
  return { thing: tried?.[0] ?? 'a network namespace', said: said.slice(0, 2).join('; ') };
}
