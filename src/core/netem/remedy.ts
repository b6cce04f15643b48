/** What to do where the kernel lacks netem, or something that Wirelab's links need beside it. */

export interface Platform {
  /** uname -r */
  readonly kernelRelease: string;
  /** The text of /etc/os-release; empty where there is none. */
  readonly osRelease: string;
  /** In a hosted GitHub runner. */
  readonly isGithubRunner: boolean;
}

const otherwise = 'or choose --emulator fabric, which needs no kernel module';

export function netemRemedy({ kernelRelease, osRelease, isGithubRunner }: Platform): string {
  const ids = /^ID=(.*)$/m.exec(osRelease)?.[1] ?? '';
  const likes = /^ID_LIKE=(.*)$/m.exec(osRelease)?.[1] ?? '';
  const family = `${ids} ${likes}`.replaceAll('"', '').toLowerCase();
  if (/linuxkit|docker-desktop/i.test(kernelRelease)) {
    return "Docker Desktop's kernel has no netem: choose --emulator fabric";
  }
  if (/microsoft/i.test(kernelRelease)) {
    return `WSL2 needs a kernel built with CONFIG_NET_SCH_NETEM (.wslconfig, kernel=), ${otherwise}`;
  }
  if (isGithubRunner) {
    return `sudo apt-get install "linux-modules-extra-$(uname -r)" && sudo modprobe sch_netem, ${otherwise}`;
  }
  if (/\bubuntu\b/.test(family)) {
    return `sudo apt install linux-modules-extra-$(uname -r) && sudo modprobe sch_netem, ${otherwise}`;
  }
  if (/\bdebian\b/.test(family)) {
    return `sudo modprobe sch_netem (Debian's own kernels have it, those of cloud providers may not), ${otherwise}`;
  }
  if (/\b(rhel|fedora|centos)\b/.test(family)) {
    return `sudo dnf install kernel-modules-extra-$(uname -r) && sudo modprobe sch_netem, ${otherwise}`;
  }
  return `sudo modprobe sch_netem, or a kernel with CONFIG_NET_SCH_NETEM, ${otherwise}`;
}
