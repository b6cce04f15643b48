/** The lines for `ip -batch`, `bridge -batch` and `tc -batch` that make a wiring. */

import { housekeeping, longerThan } from './frame-classifier.ts';
import type { StageKind } from './stage.ts';
import { type DirectionWiring, faultDevices, type SegmentWiring, stageDevices } from './wiring.ts';

/** Before the filter that sends packets on their way, in the order in which they are asked. */
const Priority = { oversize: 1, down: 2, housekeeping: 3, onward: 10 } as const;

/** Of mirred actions a direction has one for each hop, and one for housekeeping; actions of a kind share their numbers. */
const actionsPerDirection = 16;

export const ActionIndex = {
  /** Hop 0 starts at the source, hop n at the n-th kind of stage there can be. */
  hop: (direction: DirectionWiring, hop: number) => first(direction) + hop,
  housekeeping: (direction: DirectionWiring) => first(direction) + actionsPerDirection - 1,
  oversize: (direction: DirectionWiring) => first(direction),
  down: (direction: DirectionWiring) => first(direction) + 1,
  /** Frames whose Ethernet header corruption hit. */
  unaddressed: (direction: DirectionWiring) => first(direction) + 2,
} as const;

const first = ({ index }: DirectionWiring) => (index + 1) * actionsPerDirection;
const ethernetHeader = 14;

export function vethLines(near: string, far: string, mtu: number): string[] {
  return [
    `link add dev ${near} mtu ${mtu} type veth peer name ${far} mtu ${mtu}`,
    `link set dev ${near} up`,
    `link set dev ${far} up`,
  ];
}

/** For ip. */
export function stageLinkLines({ far, mtu }: DirectionWiring, kind: StageKind): string[] {
  const devices = stageDevices(far, kind);
  return vethLines(devices.near, devices.far, mtu);
}

/** For ip. A port learns nothing and floods nothing but what is for a group: addresses are known beforehand. */
export function segmentLinkLines({ bridge, ports }: SegmentWiring): string[] {
  const mtu = Math.min(...ports.map((port) => port.mtu));
  return [
    `link add dev ${bridge} mtu ${mtu} type bridge stp_state 0 mcast_snooping 0`,
    ...ports.flatMap((port) => [
      ...vethLines(port.port, port.inner, port.mtu),
      `link set dev ${port.port} master ${bridge}`,
      `link set dev ${port.port} type bridge_slave learning off flood off mcast_flood on bcast_flood on`,
    ]),
    `link set dev ${bridge} up`,
  ];
}

/** For bridge. */
export function segmentAddressLines({ ports }: SegmentWiring): string[] {
  return ports.map(({ port, mac }) => `fdb add ${mac} dev ${port} master static`);
}

/** For tc. */
export function segmentFilterLines({ ports }: SegmentWiring): string[] {
  return ports.flatMap(({ inner, far }) => [
    `qdisc add dev ${inner} ingress`,
    `filter add dev ${inner} ingress prio ${Priority.onward} protocol all handle 1 matchall action mirred egress redirect dev ${far}`,
  ]);
}

/** For tc: what a node sends goes into the hop of faults first. */
export function faultFilterLines({ far }: DirectionWiring): string[] {
  return [
    `qdisc add dev ${far} ingress`,
    `filter add dev ${far} ingress prio ${Priority.onward} protocol all handle 1 matchall action mirred egress redirect dev ${faultDevices(far).in}`,
  ];
}

/** For tc, once: counts what is too long to be one packet, and shows housekeeping a way past every stage. */
export function sourceLines(direction: DirectionWiring): string[] {
  const { source, output, mtu } = direction;
  const filter = `filter add dev ${source} ingress protocol all handle 1`;
  return [
    `qdisc add dev ${source} ingress`,
    `actions add action gact drop index ${ActionIndex.down(direction)}`,
    `${filter} prio ${Priority.oversize} bpf bytecode "${longerThan(mtu + ethernetHeader)}" action gact continue index ${ActionIndex.oversize(direction)}`,
    `${filter} prio ${Priority.housekeeping} bpf bytecode "${housekeeping()}" action mirred egress redirect dev ${output} index ${ActionIndex.housekeeping(direction)}`,
    `${filter} prio ${Priority.onward} matchall action mirred egress redirect dev ${output} index ${ActionIndex.hop(direction, 0)}`,
  ];
}

/** For tc: the far side of a new stage. It leads to the output until `onwardLine` says otherwise. */
export function stageFilterLines(direction: DirectionWiring, kind: StageKind, hop: number): string[] {
  const device = stageDevices(direction.far, kind).far;
  const onward = `action mirred egress redirect dev ${direction.output} index ${ActionIndex.hop(direction, hop)}`;
  const filter = `filter add dev ${device} ingress protocol all prio`;
  const begin = `qdisc add dev ${device} ingress`;
  if (kind !== 'corrupt') return [begin, `${filter} ${Priority.onward} handle 1 matchall ${onward}`];
  return [
    begin,
    ...honestDestinations.map(
      (destination, index) =>
        `${filter} ${Priority.onward} handle ${index + 1} flower src_mac ${direction.mac} dst_mac ${destination} ${onward}`,
    ),
    `${filter} ${Priority.onward + 1} handle 1 matchall action gact drop index ${ActionIndex.unaddressed(direction)}`,
  ];
}

/**
 * A flipped bit of the sender's address would harm nobody, nor the one that makes a node's address a group's:
 * such frames are taken out like those for nobody. Any one node, and the groups of IPv4, IPv6 and all.
 */
const honestDestinations = [
  '00:00:00:00:00:00/01:00:00:00:00:00',
  '01:00:5e:00:00:00/ff:ff:ff:80:00:00',
  '33:33:00:00:00:00/ff:ff:00:00:00:00',
  'ff:ff:ff:ff:ff:ff',
];

/** For tc: from this hop on packets go to another device. */
export function onwardLine(direction: DirectionWiring, hop: number, device: string): string {
  return `actions replace action mirred egress redirect dev ${device} index ${ActionIndex.hop(direction, hop)}`;
}

/** For tc: everything is lost, housekeeping included. */
export function downLine(direction: DirectionWiring): string {
  return (
    `filter add dev ${direction.source} ingress prio ${Priority.down} protocol all handle 1 matchall ` +
    `action gact index ${ActionIndex.down(direction)}`
  );
}

export function upLine({ source }: DirectionWiring): string {
  return `filter del dev ${source} ingress prio ${Priority.down}`;
}
