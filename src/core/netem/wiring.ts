/** Which devices the packets of each direction pass in the wire namespace. */

import type { LinkSpec } from '../lab/lab.ts';
import { wireDeviceOf } from '../plan/node-plan.ts';
import { type StageKind, stageKinds } from './stage.ts';

/** One direction's way from the device at which its packets come in to the one by which they leave. */
export interface DirectionWiring {
  /** Position among all directions. */
  readonly index: number;
  readonly link: string;
  readonly from: string;
  readonly mac: string;
  readonly mtu: number;
  /** The far side of the sender's device. */
  readonly far: string;
  /** Packets come in here: the far side, or the device by which the hop of faults gives them back. */
  readonly source: string;
  readonly output: string;
}

export interface SegmentWiring {
  readonly bridge: string;
  readonly ports: readonly {
    /** In the bridge, and its other side, from which packets go on to the far side. */
    readonly port: string;
    readonly inner: string;
    readonly far: string;
    readonly mac: string;
    readonly mtu: number;
  }[];
}

export interface Wiring {
  readonly directions: readonly DirectionWiring[];
  /** Links of more than two ends. */
  readonly segments: readonly SegmentWiring[];
  readonly farDevices: readonly string[];
}

/** @param withFaults names of the links that have a hop of scripted faults in front */
export function wiringOf(links: readonly LinkSpec[], withFaults: ReadonlySet<string>): Wiring {
  const directions: DirectionWiring[] = [];
  const segments: SegmentWiring[] = [];
  for (const [linkIndex, { name, ends, mtu }] of links.entries()) {
    const fars = ends.map((_, end) => wireDeviceOf(linkIndex, end));
    const isSegment = ends.length > 2;
    for (const [end, { node, mac }] of ends.entries()) {
      const far = fars[end] ?? '';
      const other = fars[1 - end] ?? '';
      directions.push({
        index: directions.length,
        link: name,
        from: node,
        mac,
        mtu,
        far,
        source: withFaults.has(name) ? faultDevices(far).out : far,
        output: isSegment ? innerDevice(far) : other,
      });
    }
    if (!isSegment) continue;
    const ports = ends.map(({ mac }, end) => {
      const far = fars[end] ?? '';
      return { port: `${far}p`, inner: innerDevice(far), far, mac, mtu };
    });
    segments.push({ bridge: `l${linkIndex}b`, ports });
  }
  return { directions, segments, farDevices: directions.map(({ far }) => far) };
}

const innerDevice = (far: string) => `${far}q`;

/** The TAPs by which packets of one far side go into the hop of scripted faults, and come out. */
export function faultDevices(far: string): { readonly in: string; readonly out: string } {
  return { in: `${far}f`, out: `${far}g` };
}

/** A stage is a veth pair: its qdiscs are on the first side, packets go on from the second. */
export function stageDevices(far: string, kind: StageKind): { readonly near: string; readonly far: string } {
  const position = stageKinds.indexOf(kind);
  return { near: `${far}s${position}`, far: `${far}t${position}` };
}
