/** Makes a container's network what the plan says, from where it can be reached with privilege. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { NodePlan } from '../../core/plan/plan.ts';
import type { NetworkHost } from '../network-host.ts';
import { deviceBatches } from '../node-network/device-batch.ts';
import { redirectRules } from '../node-network/localhost-redirect.ts';
import { readBack, type SettingsInForce } from '../node-network/read-back.ts';
import { rtoMinByRouteMs, rtoMinPath, settingOf } from '../node-network/setting.ts';
import { localhostRules, settingsAndDevices } from '../node-network/setup-script.ts';

/**
 * Runs in the container's network and with the host's files: /proc/sys/net is that of the network one is in.
 * Constant; the data are positional parameters: the gateway to the outside or nothing, nft rules or nothing, the
 * number of settings, each setting as path, value, second choice; the rest are batches for ip(8), in order.
 * Says 'skip PATH' for each setting that isn't taken, 'ready', then one line for each that was, as it now is.
 */
const setupScript = `
set -uf
fail() { printf 'fail %s\\n' "$1"; exit 1; }
gateway=$1 rules=$2 settings=$3
shift 3
if [ -n "$gateway" ]; then
  # The engine's device has a name of ours.
  ip link set dev eth0 down && ip link set dev eth0 name outside && ip link set dev outside up ||
    fail 'finding the way to the outside'
fi
# The engine disables IPv6 where it gives no IPv6 address itself.
for scope in all default; do
  [ ! -e /proc/sys/net/ipv6 ] || echo 0 >"/proc/sys/net/ipv6/conf/$scope/disable_ipv6" || fail 'enabling IPv6'
done
${settingsAndDevices}\
if [ -n "$gateway" ]; then
  # A default route of the lab's own goes first.
  ip route add default via "$gateway" dev outside metric 4096 || fail 'routing to the outside'
fi
${localhostRules}\
printf 'ready\\n'
[ -z "$taken" ] || cat -- $taken
`;

export interface NetworkSetup {
  readonly plan: NodePlan;
  /** A path as for setns(2). */
  readonly networkNamespace: string;
  /** Where the far sides of its devices go; null: devices are TAPs. */
  readonly wireNamespace: string | null;
  readonly outsideGateway: string | null;
  /** May programs in it use any group ID? The second choice where the kernel wants one that exists. */
  readonly groupId: number;
}

/** Throws EnvironmentError naming the node, the step and what the tool said. */
export async function setUpNetwork(host: NetworkHost, setup: NetworkSetup): Promise<SettingsInForce> {
  const { plan } = setup;
  const settings = plan.sysctls.map((each) => settingOf(each, setup.groupId));
  const rtoMinMs = rtoMinByRouteMs(plan.sysctls, (await host.read(rtoMinPath)) !== null);
  const { exitCode, stdout, stderr } = await host.run(
    [
      ...['sh', '-c', setupScript, 'wirelab-network'],
      setup.outsideGateway ?? '',
      plan.localhost === null ? '' : redirectRules(plan.localhost),
      String(settings.length),
      ...settings.flatMap((setting) => [setting.path, setting.plan.value, setting.secondChoice]),
      ...deviceBatches(plan, rtoMinMs, setup.wireNamespace),
    ],
    { networkNamespace: setup.networkNamespace },
  );
  const lines = stdout.split('\n');
  const readyAt = lines.indexOf('ready');
  if (exitCode !== 0 || readyAt === -1) {
    const step = lines.find((line) => line.startsWith('fail '))?.slice('fail '.length);
    const said = stderr.trim().replace(/\s*\n\s*/g, '; ') || `status ${exitCode}`;
    throw new EnvironmentError(
      `node ${plan.spec.name} can't be made${step === undefined ? '' : `, ${step}`}: ${said}`,
      /nft/.test(said)
        ? { remedy: '`localhost:` needs nft: install the package nftables' }
        : { remedy: '`wirelab doctor` tells what this machine allows' },
    );
  }
  return readBack(settings, lines.slice(0, readyAt), lines.slice(readyAt + 1), rtoMinMs);
}
