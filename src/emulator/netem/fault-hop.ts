/**
 * Scripted faults under netem: the fabric's process as a hop in front of it. What a node sends into a link with
 * faults goes to a TAP, through the fabric, where nothing but the faults happens to it, and out of another TAP.
 */

import type { DirectionCounters } from '../../core/event/event.ts';
import type { FaultSpec } from '../../core/lab/fault.ts';
import { unimpaired } from '../../core/lab/impairment.ts';
import type { LinkEnd, LinkSpec } from '../../core/lab/lab.ts';
import { type DirectionWiring, faultDevices } from '../../core/netem/wiring.ts';
import type { Sandbox } from '../../runtime/runtime.ts';
import type { EmulatedLinks, NodeNetwork, WireNotice, WireReport, WireSpec } from '../emulator.ts';
import { FabricEmulator } from '../fabric/fabric-emulator.ts';

type FaultNotice = Extract<WireNotice, { type: 'fault' }>;

export class FaultHop {
  readonly failed: Promise<string>;
  readonly #links: EmulatedLinks;
  /** By the name of the hop's own link, one for each direction. */
  readonly #directions: ReadonlyMap<string, DirectionWiring>;
  readonly #readings = new Map<number, DirectionCounters>();

  private constructor(links: EmulatedLinks, directions: readonly DirectionWiring[]) {
    this.#links = links;
    this.#directions = new Map(directions.map((direction) => [hopLink(direction), direction]));
    this.failed = links.failed.then((cause) => `in its hop of faults, ${cause}`);
  }

  /** @param directions those of links that have faults */
  static async open(sandbox: Sandbox, directions: readonly DirectionWiring[]): Promise<FaultHop> {
    return new FaultHop(await new FabricEmulator().open(sandbox), directions);
  }

  /** For `ip -batch`: the TAPs that it takes over. */
  static linkLines(directions: readonly DirectionWiring[]): string[] {
    return directions
      .flatMap(({ far, mtu }) => Object.values(faultDevices(far)).map((device) => ({ device, mtu })))
      .flatMap(({ device, mtu }) => [
        `tuntap add dev ${device} mode tap`,
        `link set dev ${device} mtu ${mtu} up`,
      ]);
  }

  async attach(wire: WireSpec, wireNamespace: string, onFault: (notice: FaultNotice) => void): Promise<void> {
    const directions = [...this.#directions.values()];
    const ends = new Map(
      wire.links.flatMap((link) => link.ends.map((end) => [`${link.name} ${end.node}`, end] as const)),
    );
    const links = directions.flatMap((direction) => {
      const end = ends.get(`${direction.link} ${direction.from}`);
      return end === undefined ? [] : [hopLinkSpec(direction, end)];
    });
    const expanded = expandFaults(wire.faults, directions);
    this.#links.onNotice((notice) => {
      if (notice.type === 'counters') this.#keep(notice.directions);
      if (notice.type !== 'fault') return;
      const direction = this.#directions.get(notice.link);
      if (direction === undefined) return;
      const rule = expanded[notice.rule]?.rule ?? notice.rule;
      onFault({ ...notice, link: direction.link, from: direction.from, rule });
    });
    await this.#links.attach(
      {
        seed: wire.seed,
        links,
        faults: expanded.map(({ fault }) => fault),
        timeline: [],
        // Its records would tell half of what became of a packet.
        recordFile: '/dev/null',
        captureFolder: null,
      },
      links.flatMap((link) => link.ends).map(({ node }) => networkOnly(node, wireNamespace)),
    );
  }

  startClock(originNs: bigint): void {
    this.#links.startClock(originNs);
  }

  /** A link that is down loses what the hop holds back as well. */
  setDown(direction: DirectionWiring, down: boolean): void {
    if (!this.#directions.has(hopLink(direction))) return;
    this.#links.setImpairment(hopLink(direction), direction.from, { ...unimpaired, down });
  }

  /** What it counted in a direction so far; null where the direction doesn't pass it. */
  counters({ index }: DirectionWiring): DirectionCounters | null {
    return this.#readings.get(index) ?? null;
  }

  async finish(): Promise<WireReport> {
    const report = await this.#links.finish();
    this.#keep(report.directions);
    return report;
  }

  async close(): Promise<void> {
    await this.#links.close();
  }

  #keep(readings: readonly (DirectionCounters & { readonly link: string; readonly from: string })[]): void {
    for (const reading of readings) {
      const direction = this.#directions.get(reading.link);
      if (direction?.from === reading.from) this.#readings.set(direction.index, reading);
    }
  }
}

/** Names in a lab have no slash. */
const hopLink = ({ link, from }: DirectionWiring) => `${link}/${from}`;

function hopLinkSpec(direction: DirectionWiring, end: LinkEnd): LinkSpec {
  const devices = faultDevices(direction.far);
  const name = hopLink(direction);
  const own: LinkEnd = { ...end, device: devices.in, impairment: unimpaired };
  const out: LinkEnd = { ...own, node: `${name}/out`, device: devices.out, ipv4: null, ipv6: null };
  return { name, ends: [own, out], mtu: direction.mtu };
}

/** The hop has a link for each direction, so that a fault on a whole link becomes several. */
function expandFaults(
  faults: readonly FaultSpec[],
  directions: readonly DirectionWiring[],
): readonly { readonly fault: FaultSpec; readonly rule: number }[] {
  return faults.flatMap((fault, rule) =>
    directions
      .filter(({ link, from }) => fault.link === link && (fault.from === null || fault.from === from))
      .map((direction) => ({
        fault: { ...fault, link: hopLink(direction), from: direction.from },
        rule,
      })),
  );
}

/** All that the fabric asks of a node is where its devices are. */
function networkOnly(name: string, networkNamespace: string): NodeNetwork {
  return { name, networkNamespace };
}
