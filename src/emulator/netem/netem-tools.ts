/** What of tc and the kernel a run uses, and what is there of them at all. */

import { EnvironmentError } from '../../core/environment-error.ts';
import { netemRemedy } from '../../core/netem/remedy.ts';
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

/**
 * Makes one of each thing that links need in a network namespace that ends with it. Constant; says what it
 * couldn't make.
 */
const trial = `
try() { name=$1; shift; said=$("$@" 2>&1) && return; printf '%s: %s\\n' "$name" "$said"; exit 1; }
try veth ip link add dev near type veth peer name far
try sch_netem tc qdisc add dev near root handle 1: netem delay 1ms
try sch_tbf tc qdisc replace dev near root handle 2: tbf rate 1mbit burst 2000b limit 3000b
try sch_codel tc qdisc add dev near parent 2:1 handle 3: codel
try sch_prio tc qdisc replace dev near root handle 4: prio bands 2 priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
try cls_bpf tc filter add dev near parent 4: prio 1 protocol all bpf bytecode '1,6 0 0 0' flowid 4:2
try sch_ingress tc qdisc add dev far ingress
try act_mirred tc filter add dev far ingress prio 1 protocol all matchall action mirred egress redirect dev near
try cls_flower tc filter add dev far ingress prio 2 protocol all flower src_mac 02:00:00:00:00:01 action drop
try bridge ip link add dev both type bridge
`;

/** Is everything there, before anything starts? */
export async function probeNetem(network: NetworkHost): Promise<NetemProbe> {
  const osRelease = (await network.read('/etc/os-release')) ?? '';
  const kernelRelease = (await network.read('/proc/sys/kernel/osrelease'))?.trim() ?? '';
  const isGithubRunner = process.env.GITHUB_ACTIONS === 'true';
  try {
    await network.run(['tc', '-V']);
    const result = await network.run(['unshare', '--net', 'sh', '-c', trial]);
    if (result.exitCode === 0) return { ok: true };
    const said = `${result.stdout}${result.stderr}`.trim().replace(/\s*\n\s*/g, '; ');
    return {
      ok: false,
      why: `the kernel's netem can't be used on ${network.description}: ${said}`,
      remedy: netemRemedy({ kernelRelease, osRelease, isGithubRunner }),
    };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { ok: false, why: error.message, remedy: error.remedy ?? 'choose --emulator fabric' };
  }
}
