/** What the runtime must make for one case: every name, address and route decided beforehand. */

import type { LinkEnd, NodeSpec } from '../lab/lab.ts';

export interface NodePlan {
  readonly spec: NodeSpec;
  readonly interfaces: readonly InterfacePlan[];
  readonly routes: readonly RoutePlan[];
  /** Lines of /etc/hosts, as [address, name] pairs; the node's own first. */
  readonly hosts: readonly (readonly [address: string, name: string])[];
  /** The addresses that 127.0.0.1 and ::1 stand for, where the lab says `localhost:`. */
  readonly localhost: { readonly ipv4: string | null; readonly ipv6: string | null } | null;
  /** Wanted values: the pinned TCP settings, with the lab's own on top. */
  readonly sysctls: readonly SysctlPlan[];
}

export interface InterfacePlan extends LinkEnd {
  readonly link: string;
  readonly mtu: number;
  /** The name of the device's far side, where the kernel's emulator joins them. */
  readonly wireDevice: string;
  readonly neighbours: readonly { readonly address: string; readonly mac: string }[];
}

export interface RoutePlan {
  /** CIDR. */
  readonly destination: string;
  readonly via: string;
  readonly device: string;
}

export interface SysctlPlan {
  /** Dotted, such as net.ipv4.tcp_congestion_control. */
  readonly key: string;
  readonly value: string;
  /** Named by the lab: if it can't be set the lab can't run. A pinned one is recorded and passed over. */
  readonly required: boolean;
}

/** One connection or datagram stream of Wirelab's own traffic. */
export interface FlowPlan {
  /** `download`, or `download.2` for one of several. */
  readonly name: string;
  /** The traffic entry it belongs to. */
  readonly traffic: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  /** The listening port at `to`; the flow's identity for the fabric. */
  readonly port: number;
  /** How long after the last packet sent another may still arrive, at the worst. */
  readonly drainMs: number;
  /** The part of `drainMs` that only full queues would take. */
  readonly queueMs: number;
  /** Something on the way may make second copies of packets. */
  readonly duplicates: boolean;
}
