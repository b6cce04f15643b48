/** The input of `ip -batch` that makes a node's devices, addresses, routes and neighbours. */

import type { InterfaceAddress } from '../../core/lab/lab.ts';
import type { InterfacePlan, NodePlan } from '../../core/plan/plan.ts';
import { networkOf } from '../../core/plan/routes.ts';

/** One argument of a program may have 128 KiB (execve(2), MAX_ARG_STRLEN). */
const batchLimitBytes = 100_000;

/**
 * @param wireNamespace where the far sides of veth pairs go, as setns(2) takes it; null: devices are TAPs
 * @param rtoMinMs for kernels without the setting: the minimum retransmission time-out by route (ip-route(8), `rto_min`)
 */
export function deviceBatches(
  plan: NodePlan,
  rtoMinMs: number | null,
  wireNamespace: string | null = null,
): string[] {
  const lines = ['link set dev lo up'];
  const rtoMin = rtoMinMs === null ? '' : ` rto_min ${rtoMinMs}ms`;
  for (const [index, device] of plan.interfaces.entries()) {
    const name = device.device;
    lines.push(
      wireNamespace === null ? tap(device) : vethPair(device, wireNamespace),
      `link set dev ${name} address ${device.mac} mtu ${device.mtu} up`,
    );
    if (device.ipv4) lines.push(`addr add ${cidr(device.ipv4)} dev ${name}`);
    if (device.ipv6) lines.push(`addr add ${cidr(device.ipv6)} dev ${name} nodad`);
    for (const address of [device.ipv4, device.ipv6]) {
      if (address === null || rtoMinMs === null) continue;
      const link = address.address.includes(':') ? '' : ` scope link src ${address.address}`;
      lines.push(`route replace ${networkOf(address)} dev ${name} proto kernel${link}${rtoMin}`);
    }
    if (plan.localhost?.ipv6) {
      // Answers to a redirected ::1 come back to it here, and its own route is for the loopback device only.
      lines.push(`route add local ::1 dev ${name} table local metric ${1024 + index}`);
    }
    for (const { address, mac } of device.neighbours) {
      lines.push(`neigh replace ${address} lladdr ${mac} dev ${name} nud permanent`);
    }
  }
  for (const { destination, via, device } of plan.routes) {
    lines.push(`route add ${destination} via ${via} dev ${device}${rtoMin}`);
  }
  return inBatches(lines);
}

/** Persistent: it dies with its namespace at once, while closing another kind waits for the kernel. */
const tap = ({ device }: InterfacePlan) => `tuntap add dev ${device} mode tap`;

/** One segment a packet: else the kernel hands on what no wire carries, 64 KiB at once. */
function vethPair({ device, wireDevice, mtu }: InterfacePlan, wireNamespace: string): string {
  const wire = `mtu ${mtu} gso_max_segs 1`;
  return `link add ${device} ${wire} type veth peer name ${wireDevice} ${wire} netns ${wireNamespace}`;
}

/** The input of `ip -batch` in the wire namespace: a far side can only come up once its pair is complete. */
export function wireBatches(plans: readonly NodePlan[]): string[] {
  const devices = plans.flatMap((plan) => plan.interfaces.map((device) => device.wireDevice));
  return inBatches(devices.map((name) => `link set dev ${name} up`));
}

const cidr = (address: InterfaceAddress) => `${address.address}/${address.prefixLength}`;

function inBatches(lines: readonly string[]): string[] {
  const batches: string[] = [];
  let batch: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length > batchLimitBytes) {
      batches.push(batch.join('\n'));
      batch = [];
      length = 0;
    }
    batch.push(line);
    length += line.length + 1;
  }
  return [...batches, batch.join('\n')];
}
