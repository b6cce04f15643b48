/** The links of one case, as the kernel's netem carries them. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { Impairment } from '../../core/lab/impairment.ts';
import type { TimelineEntry } from '../../core/lab/lab.ts';
import { afterHop } from '../../core/netem/account.ts';
import { NetemDirection } from '../../core/netem/netem-direction.ts';
import { unmeasuredMetrics } from '../../core/netem/netem-obstacles.ts';
import { type StageKind, stagesOf } from '../../core/netem/stage.ts';
import { type Wiring, wiringOf } from '../../core/netem/wiring.ts';
import {
  ActionIndex,
  faultFilterLines,
  segmentAddressLines,
  segmentFilterLines,
  segmentLinkLines,
  sourceLines,
} from '../../core/netem/wiring-lines.ts';
import type { Sandbox } from '../../runtime/runtime.ts';
import type { DirectionReading, EmulatedLinks, WireNotice, WireReport, WireSpec } from '../emulator.ts';
import { FaultHop } from './fault-hop.ts';
import type { KernelReading } from './kernel-reading.ts';
import { KernelWire, type Wanted } from './kernel-wire.ts';
import type { NetemTools } from './netem-tools.ts';
import { Timetable } from './timetable.ts';

const readingPeriodMs = 100;

export class NetemLinks implements EmulatedLinks {
  readonly facts: Readonly<Record<string, string>>;
  readonly failed: Promise<string>;
  readonly #sandbox: Sandbox;
  readonly #wireNamespace: string;
  readonly #tools: NetemTools;
  readonly #kernel: KernelWire;
  readonly #fail: (cause: string) => void;
  #directions: readonly NetemDirection[] = [];
  #hopOpening: Promise<FaultHop> | null = null;
  #hop: FaultHop | null = null;
  /** As the case began. */
  #settings: Readonly<Record<string, string>> = {};
  #timetable: Timetable | null = null;
  #timeline: readonly TimelineEntry[] = [];
  #listener: (notice: WireNotice) => void = () => {};
  #pulse: NodeJS.Timeout | null = null;
  #isReading = false;
  #isOver = false;

  /** Throws EnvironmentError where the sandbox has no wire namespace. */
  constructor(sandbox: Sandbox, tools: NetemTools) {
    if (sandbox.wireNamespace === null) {
      throw new EnvironmentError('the nodes were made for another emulator than netem');
    }
    this.#sandbox = sandbox;
    this.#wireNamespace = sandbox.wireNamespace;
    this.#tools = tools;
    this.facts = tools.facts;
    this.#kernel = new KernelWire(sandbox.network, sandbox.wireNamespace);
    let fail: (cause: string) => void = () => {};
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    this.#fail = fail;
    void this.#kernel.failed.then(fail);
  }

  async attach(wire: WireSpec): Promise<void> {
    if (wire.captureFolder !== null) {
      throw new EnvironmentError("the emulator netem can't capture", {
        remedy: 'Use --emulator fabric, or leave --capture out',
      });
    }
    const faulty = new Set(wire.faults.map(({ link }) => link));
    const wiring = wiringOf(wire.links, faulty);
    const hopped = wiring.directions.filter(({ link }) => faulty.has(link));
    this.#hopOpening = hopped.length === 0 ? null : FaultHop.open(this.#sandbox, hopped);
    // It is waited for below, unless something fails before.
    this.#hopOpening?.catch(() => {});
    const seed = this.#tools.hasSeed ? wire.seed : null;
    this.#timeline = wire.timeline;
    this.#directions = wiring.directions.map((direction) => new NetemDirection(direction, seed));
    await this.#build(wiring, hopped);
    const ends = wire.links.flatMap((link) => link.ends);
    await this.#kernel.change(
      ends.flatMap(({ impairment }, index) => {
        const direction = this.#directions[index];
        if (direction === undefined) return [];
        return [{ direction, impairment, ahead: stagesAhead(direction, wire.timeline) }];
      }),
    );
    this.#settings = Object.fromEntries(
      this.#directions.map((each) => [`netem.${each.wiring.link}.${each.wiring.from}`, each.settings()]),
    );
    if (this.#hopOpening !== null) await this.#attachHop(await this.#hopOpening, wire);
    await this.#kernel.forgetDrops();
    this.#pulse = setInterval(() => this.#round(), readingPeriodMs);
  }

  startClock(originNs: bigint): void {
    this.#hop?.startClock(originNs);
    const timetable = new Timetable(originNs);
    this.#timetable = timetable;
    const entries = this.#timeline.filter((entry) => entry.do === 'impair');
    for (const atMs of new Set(entries.map((entry) => entry.atMs))) {
      const due = entries.filter((entry) => entry.atMs === atMs);
      const wanted = due.flatMap(({ link, from, impairment }) => this.#wanted(link, from, impairment));
      timetable.at(atMs, () => this.#request(wanted, 'timeline', () => timetable.done(atMs)));
    }
  }

  setImpairment(link: string, from: string, impairment: Impairment): void {
    this.#request(this.#wanted(link, from, impairment), 'hand');
  }

  onNotice(listener: (notice: WireNotice) => void): void {
    this.#listener = listener;
  }

  async finish(): Promise<WireReport> {
    this.#halt();
    return this.#kernel.inTurn(async () => {
      const hop = (await this.#hop?.finish()) ?? null;
      const reading = await this.#kernel.read();
      this.#refuseSuperPackets(reading);
      const directions = this.#readings(reading);
      return {
        directions: directions.map((each) => ({ ...each, delayP50Ms: null, delayP99Ms: null })),
        latenessP50Ms: hop?.latenessP50Ms ?? null,
        latenessP99Ms: hop?.latenessP99Ms ?? null,
        packets: directions.reduce((sum, { offered }) => sum + offered, 0),
        deviceDrops: (hop?.deviceDrops ?? 0) + (await this.#kernel.drops()),
        unmeasured: unmeasuredMetrics,
        facts: this.#findings(),
      };
    });
  }

  async close(): Promise<void> {
    this.#halt();
    const hop = this.#hopOpening?.then(
      (opened) => opened.close(),
      () => {},
    );
    await Promise.all([hop, this.#kernel.close()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #build(wiring: Wiring, hopped: Wiring['directions']): Promise<void> {
    await this.#kernel.batch('ip', [
      ...wiring.farDevices.map((device) => `link set dev ${device} up`),
      ...wiring.segments.flatMap(segmentLinkLines),
      ...FaultHop.linkLines(hopped),
    ]);
    await this.#kernel.batch('bridge', wiring.segments.flatMap(segmentAddressLines));
    await this.#kernel.batch('tc', [
      ...wiring.segments.flatMap(segmentFilterLines),
      ...hopped.flatMap(faultFilterLines),
      ...wiring.directions.flatMap(sourceLines),
    ]);
  }

  async #attachHop(hop: FaultHop, wire: WireSpec): Promise<void> {
    this.#hop = hop;
    void hop.failed.then(this.#fail);
    await hop.attach(wire, this.#wireNamespace, (notice) => this.#listener(notice));
    for (const { wiring, impairment } of this.#directions) if (impairment.down) hop.setDown(wiring, true);
  }

  #wanted(link: string, from: string, impairment: Impairment): Wanted[] {
    return this.#directions
      .filter(({ wiring }) => wiring.link === link && wiring.from === from)
      .map((direction) => ({ direction, impairment }));
  }

  /** @param onApplied called once the kernel has been seen to have it */
  #request(wanted: readonly Wanted[], cause: 'timeline' | 'hand', onApplied: () => void = () => {}): void {
    this.#soon(async () => {
      await this.#kernel.change(wanted, () => {
        for (const { direction, impairment } of wanted) {
          if (direction.impairment.down !== impairment.down) {
            this.#hop?.setDown(direction.wiring, impairment.down);
          }
        }
      });
      onApplied();
      for (const { direction, impairment } of wanted) {
        const { link, from } = direction.wiring;
        this.#listener({ type: 'impairment', link, from, impairment, cause });
      }
    });
  }

  #round(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#soon(async () => {
      this.#isReading = false;
      this.#listener({ type: 'counters', directions: this.#readings(await this.#kernel.read()) });
    });
  }

  /** When it is its turn, unless the case is over by then. What fails ends the case. */
  #soon(action: () => Promise<void>): void {
    void this.#kernel
      .inTurn(async () => {
        if (!this.#isOver) await action();
      })
      .catch((error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)));
  }

  #readings({ counts }: KernelReading): DirectionReading[] {
    return this.#directions.map(({ wiring, account, stages }) => {
      const own = account.read(counts, stages);
      const before = this.#hop?.counters(wiring) ?? null;
      const { link, from } = wiring;
      return { ...(before === null ? own : afterHop(before, own)), link, from };
    });
  }

  /** One decision of netem's must be about one packet. */
  #refuseSuperPackets({ counts }: KernelReading): void {
    for (const { wiring } of this.#directions) {
      const { packets = 0 } = counts.gact(ActionIndex.oversize(wiring)) ?? {};
      if (packets === 0) continue;
      throw new EnvironmentError(
        `${wiring.from} sent ${packets} frames into ${wiring.link} that are longer than its MTU: ` +
          'several packets in one, of which netem would lose or delay all together',
        { remedy: 'choose --emulator fabric' },
      );
    }
  }

  /** What only the end shows. */
  #findings(): Record<string, string> {
    const late = this.#timetable?.worstMs ?? null;
    return {
      ...this.#settings,
      'netem.frames longer than the MTU': 'none',
      ...(late === null ? {} : { 'netem.timeline late by': `${late.toFixed(2)} ms at most` }),
    };
  }

  #halt(): void {
    this.#isOver = true;
    if (this.#pulse !== null) clearInterval(this.#pulse);
    this.#timetable?.stop();
  }
}

function stagesAhead({ wiring }: NetemDirection, timeline: readonly TimelineEntry[]): StageKind[] {
  return timeline.flatMap((entry) =>
    entry.do === 'impair' && entry.link === wiring.link && entry.from === wiring.from
      ? stagesOf(entry.impairment)
      : [],
  );
}
