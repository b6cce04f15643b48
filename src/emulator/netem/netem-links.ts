/** The links of one case, as the kernel's netem carries them. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { Impairment } from '../../core/lab/impairment.ts';
import type { TimelineEntry } from '../../core/lab/lab.ts';
import { afterHop, packetsUnderway } from '../../core/netem/account.ts';
import { deviceDrops } from '../../core/netem/device-drops.ts';
import { NetemDirection } from '../../core/netem/netem-direction.ts';
import { unmeasuredMetrics } from '../../core/netem/netem-obstacles.ts';
import { type StageKind, stagesOf } from '../../core/netem/stage.ts';
import { wiringOf } from '../../core/netem/wiring.ts';
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
import { runBatch } from './batch.ts';
import { FaultHop } from './fault-hop.ts';
import { type KernelReading, readKernel } from './kernel-reading.ts';
import type { NetemTools } from './netem-tools.ts';
import { TcSession } from './tc-session.ts';
import { Timetable } from './timetable.ts';

const readingPeriodMs = 100;

interface Wanted {
  readonly direction: NetemDirection;
  readonly impairment: Impairment;
}

export class NetemLinks implements EmulatedLinks {
  readonly facts: Readonly<Record<string, string>>;
  readonly failed: Promise<string>;
  readonly #sandbox: Sandbox;
  readonly #wireNamespace: string;
  readonly #tools: NetemTools;
  readonly #session: TcSession;
  readonly #fail: (cause: string) => void;
  #directions: readonly NetemDirection[] = [];
  #hop: FaultHop | null = null;
  #timetable: Timetable | null = null;
  #timeline: readonly TimelineEntry[] = [];
  #listener: (notice: WireNotice) => void = () => {};
  #pulse: NodeJS.Timeout | null = null;
  /** Changes and readings, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #dropsBefore = 0;
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
    this.#session = new TcSession(sandbox.network, sandbox.wireNamespace);
    let fail: (cause: string) => void = () => {};
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    this.#fail = fail;
    void this.#session.failed.then(fail);
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
    const hopOpening = hopped.length === 0 ? null : FaultHop.open(this.#sandbox, hopped);
    // It is waited for below, unless something fails before.
    hopOpening?.catch(() => {});
    const ends = wire.links.flatMap((link) => link.ends);
    const seed = this.#tools.hasSeed ? wire.seed : null;
    this.#timeline = wire.timeline;
    this.#directions = wiring.directions.map((direction) => new NetemDirection(direction, seed));
    await this.#batch('ip', [
      ...wiring.farDevices.map((device) => `link set dev ${device} up`),
      ...wiring.segments.flatMap(segmentLinkLines),
      ...FaultHop.linkLines(hopped),
    ]);
    await this.#batch('bridge', wiring.segments.flatMap(segmentAddressLines));
    await this.#batch('tc', [
      ...wiring.segments.flatMap(segmentFilterLines),
      ...hopped.flatMap(faultFilterLines),
      ...wiring.directions.flatMap(sourceLines),
    ]);
    await this.#change(
      this.#directions.map((direction, index) => {
        const impairment = ends[index]?.impairment;
        if (impairment === undefined) throw new Error('a direction without an end');
        return { direction, impairment };
      }),
      (direction) => stagesAhead(direction, wire.timeline),
    );
    if (hopOpening !== null) await this.#attachHop(await hopOpening, wire);
    this.#dropsBefore = await this.#countDrops();
    this.#pulse = setInterval(() => this.#round(), readingPeriodMs);
  }

  async #attachHop(hop: FaultHop, wire: WireSpec): Promise<void> {
    this.#hop = hop;
    void hop.failed.then(this.#fail);
    await hop.attach(wire, this.#wireNamespace, (notice) => this.#listener(notice));
    for (const { wiring, impairment } of this.#directions) if (impairment.down) hop.setDown(wiring, true);
  }

  startClock(originNs: bigint): void {
    this.#hop?.startClock(originNs);
    this.#timetable = new Timetable(originNs);
    const entries = this.#timeline.filter((entry) => entry.do === 'impair');
    for (const atMs of new Set(entries.map((entry) => entry.atMs))) {
      this.#timetable.at(atMs, () => {
        const due = entries.filter((entry) => entry.atMs === atMs);
        const wanted = due.flatMap(({ link, from, impairment }) => {
          const direction = this.#find(link, from);
          return direction === undefined ? [] : [{ direction, impairment }];
        });
        this.#request(wanted, 'timeline');
      });
    }
  }

  setImpairment(link: string, from: string, impairment: Impairment): void {
    const direction = this.#find(link, from);
    if (direction !== undefined) this.#request([{ direction, impairment }], 'hand');
  }

  onNotice(listener: (notice: WireNotice) => void): void {
    this.#listener = listener;
  }

  async finish(): Promise<WireReport> {
    this.#halt();
    return this.#inTurn(async () => {
      const hop = (await this.#hop?.finish()) ?? null;
      const reading = await readKernel(this.#session);
      this.#refuseSuperPackets(reading);
      const directions = this.#readings(reading).map((each) => ({
        ...each,
        delayP50Ms: null,
        delayP99Ms: null,
      }));
      return {
        directions,
        latenessP50Ms: hop?.latenessP50Ms ?? null,
        latenessP99Ms: hop?.latenessP99Ms ?? null,
        packets: directions.reduce((sum, { offered }) => sum + offered, 0),
        deviceDrops: (hop?.deviceDrops ?? 0) + (await this.#countDrops()) - this.#dropsBefore,
        facts: this.#findings(),
        unmeasured: unmeasuredMetrics,
      };
    });
  }

  async close(): Promise<void> {
    this.#halt();
    await Promise.all([this.#hop?.close(), this.#session.close()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #countDrops(): Promise<number> {
    const { stdout } = await this.#sandbox.network.run(['ip', '-s', '-j', 'link', 'show'], {
      networkNamespace: this.#wireNamespace,
    });
    return deviceDrops(stdout);
  }

  /** What only the end shows. */
  #findings(): Record<string, string> {
    const late = this.#timetable?.worstMs ?? null;
    return {
      'netem.frames longer than the MTU': 'none',
      ...(late === null ? {} : { 'netem.timeline late by': `${late.toFixed(2)} ms at most` }),
    };
  }

  #halt(): void {
    this.#isOver = true;
    if (this.#pulse !== null) clearInterval(this.#pulse);
    this.#timetable?.stop();
  }

  #find(link: string, from: string): NetemDirection | undefined {
    return this.#directions.find(({ wiring }) => wiring.link === link && wiring.from === from);
  }

  #batch(tool: 'ip' | 'tc' | 'bridge', lines: readonly string[]): Promise<void> {
    return runBatch(this.#sandbox.network, this.#wireNamespace, tool, lines);
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #request(wanted: readonly Wanted[], cause: 'timeline' | 'hand'): void {
    void this.#inTurn(async () => {
      if (this.#isOver) return;
      await this.#change(wanted);
      for (const { direction, impairment } of wanted) {
        const { link, from } = direction.wiring;
        this.#listener({ type: 'impairment', link, from, impairment, cause });
      }
    }).catch((error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)));
  }

  /** Makes changes, reads back what the kernel has, and compares. Throws EnvironmentError. */
  async #change(
    wanted: readonly Wanted[],
    ahead: (direction: NetemDirection) => readonly StageKind[] = () => [],
  ): Promise<void> {
    const changes = wanted.map(({ direction, impairment }) => ({
      direction,
      change: direction.plan(impairment, ahead(direction)),
    }));
    await this.#batch(
      'ip',
      changes.flatMap(({ change }) => change.links),
    );
    const isRebuilt = changes.some(({ change }) => change.isRebuilt);
    const before = isRebuilt ? await readKernel(this.#session) : null;
    for (const { direction, change } of changes) {
      const { wiring, impairment } = direction;
      if (impairment.down !== change.impairment.down) this.#hop?.setDown(wiring, change.impairment.down);
    }
    this.#session.tell(changes.flatMap(({ change }) => change.lines));
    const after = await readKernel(this.#session);
    const complaints = this.#session.takeComplaints();
    for (const { direction, change } of changes) {
      const stages = direction.stages;
      direction.commit(change);
      if (before === null || !change.isRebuilt) continue;
      const lost = packetsUnderway(direction.wiring, before.counts, change.flushed);
      direction.account.rebase(
        { counts: before.counts, stages },
        { counts: after.counts, stages: change.stages },
        lost,
      );
    }
    const wrong = changes.flatMap(({ direction }) => direction.differences(after.qdiscs));
    if (wrong.length > 0 || complaints !== '') {
      throw new EnvironmentError(
        `the kernel didn't take what tc was told: ${[...wrong.slice(0, 3), complaints].filter(Boolean).join('; ')}`,
        { remedy: 'choose --emulator fabric' },
      );
    }
  }

  #round(): void {
    if (this.#isReading || this.#isOver) return;
    this.#isReading = true;
    void this.#inTurn(async () => {
      if (this.#isOver) return;
      const reading = await readKernel(this.#session);
      this.#listener({ type: 'counters', directions: this.#readings(reading) });
    })
      .catch((error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.#isReading = false;
      });
  }

  #readings({ counts }: KernelReading): DirectionReading[] {
    return this.#directions.map(({ wiring, account, stages }) => {
      const own = account.read(counts, stages);
      const before = this.#hop?.counters(wiring) ?? null;
      return {
        link: wiring.link,
        from: wiring.from,
        ...(before === null ? own : afterHop(before, own)),
      };
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
}

function stagesAhead({ wiring }: NetemDirection, timeline: readonly TimelineEntry[]): StageKind[] {
  return timeline.flatMap((entry) =>
    entry.do === 'impair' && entry.link === wiring.link && entry.from === wiring.from
      ? stagesOf(entry.impairment)
      : [],
  );
}
