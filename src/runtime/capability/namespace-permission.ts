/** Why this machine refuses namespaces: the settings that forbid them, each with its remedy. */

import { existsSync, readFileSync } from 'node:fs';

export interface NamespaceFacts {
  readonly root: boolean;
  /** CAP_SYS_ADMIN is among the effective capabilities. */
  readonly mayAdminister: boolean;
  /** A seccomp filter is on us, as containers have it. */
  readonly filtered: boolean;
  readonly kernelHasThem: boolean;
  /** user.max_user_namespaces (namespaces(7)); null: not there. */
  readonly mostUserNamespaces: number | null;
  /** kernel.unprivileged_userns_clone, of Debian's and Arch's hardened kernels. */
  readonly unprivilegedClone: number | null;
  /** kernel.apparmor_restrict_unprivileged_userns, of Ubuntu from 23.10 on. */
  readonly appArmorRestricts: number | null;
}

const capSysAdmin = 1n << 21n;

function readNumber(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

export function readNamespaceFacts(): NamespaceFacts {
  const status = readFileSync('/proc/self/status', 'utf8');
  const capabilities = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return {
    root: process.getuid?.() === 0,
    mayAdminister: (capabilities & capSysAdmin) !== 0n,
    filtered: /^Seccomp:\s*2/m.test(status),
    kernelHasThem: existsSync('/proc/self/ns/user') && existsSync('/proc/self/ns/net'),
    mostUserNamespaces: readNumber('/proc/sys/user/max_user_namespaces'),
    unprivilegedClone: readNumber('/proc/sys/kernel/unprivileged_userns_clone'),
    appArmorRestricts: readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
  };
}

export interface Refusal {
  readonly why: string;
  readonly remedy: string;
}

const container =
  'start the container with `--cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined --device /dev/net/tun`';

/** The first that forbids them; null when nothing known does. */
export function explainRefusal(facts: NamespaceFacts): Refusal | null {
  if (!facts.kernelHasThem) {
    return {
      why: 'this kernel has no namespaces',
      remedy: 'use a kernel with CONFIG_USER_NS and CONFIG_NET_NS',
    };
  }
  if (facts.root) {
    if (facts.mayAdminister) return null;
    return { why: 'root lacks the capability CAP_SYS_ADMIN here, as in a container', remedy: container };
  }
  if (facts.unprivilegedClone === 0) {
    return {
      why: 'kernel.unprivileged_userns_clone is 0',
      remedy: '`sudo sysctl kernel.unprivileged_userns_clone=1`, or run as root',
    };
  }
  if (facts.mostUserNamespaces === 0) {
    return {
      why: 'user.max_user_namespaces is 0',
      remedy: '`sudo sysctl user.max_user_namespaces=15000`, or run as root',
    };
  }
  if (facts.appArmorRestricts === 1) {
    return {
      why: 'AppArmor keeps ordinary users from using user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)',
      remedy: '`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or run as root',
    };
  }
  if (facts.filtered) {
    return { why: 'a seccomp filter is on this process, as in a container', remedy: container };
  }
  return null;
}
