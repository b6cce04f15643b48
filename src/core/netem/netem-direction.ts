/** One direction as the kernel now has it, and the lines that bring it to another impairment. */

import { type Impairment, unimpaired } from '../lab/impairment.ts';
import { Account, hopOf } from './account.ts';
import { netemJitter } from './jitter-table.ts';
import { deleteLine, type Qdisc, replaceLine } from './qdisc.ts';
import { randomClassLine } from './random-classifier.ts';
import { differences, type QdiscReading } from './read-back.ts';
import { inStageOrder, type StageKind, stagesOf } from './stage.ts';
import { chosenClass, mustBeMadeAnew, rootHandle, stageSetting } from './stage-setting.ts';
import { stageSeed } from './tool-version.ts';
import { type DirectionWiring, stageDevices } from './wiring.ts';
import { downLine, onwardLine, stageFilterLines, stageLinkLines, upLine } from './wiring-lines.ts';

export interface Change {
  /** For ip: devices that must be there first. */
  readonly links: readonly string[];
  /** For tc. */
  readonly lines: readonly string[];
  readonly stages: readonly StageKind[];
  /** The kernel's counts mean something else afterwards, or begin anew. */
  readonly isRebuilt: boolean;
  /** What is queued in these stages is thrown away. */
  readonly flushed: readonly StageKind[];
  readonly impairment: Impairment;
}

export class NetemDirection {
  readonly wiring: DirectionWiring;
  readonly account: Account;
  stages: readonly StageKind[] = [];
  impairment: Impairment = unimpaired;
  readonly #seed: number | null;
  /** The line by which each qdisc, and each random choice, was last set. */
  readonly #set = new Map<string, string>();
  /** The kernel keeps the last table of a distribution that the delay's netem was given. */
  #hasTable = false;

  /** @param seed of the case; null where tc or the kernel takes none */
  constructor(wiring: DirectionWiring, seed: number | null) {
    this.wiring = wiring;
    this.account = new Account(wiring);
    this.#seed = seed;
  }

  /** @param ahead stages that will be needed later */
  plan(impairment: Impairment, ahead: readonly StageKind[] = []): Change {
    const { wiring } = this;
    const stages = inStageOrder([...this.stages, ...stagesOf(impairment), ...ahead]);
    const added = stages.filter((kind) => !this.stages.includes(kind));
    const goesDown = impairment.down && !this.impairment.down;
    const flushed = this.stages.filter(
      (kind) => goesDown || mustBeMadeAnew(kind, this.#hasTable, impairment),
    );
    return {
      links: added.flatMap((kind) => stageLinkLines(wiring, kind)),
      lines: [
        ...(goesDown ? [downLine(wiring)] : []),
        ...flushed.map((kind) => deleteLine(stageDevices(wiring.far, kind).near)),
        ...stages.flatMap((kind) => this.#settingLines(kind, impairment, flushed.includes(kind))),
        ...(added.length === 0 ? [] : this.#wiringLines(stages, added)),
        ...(this.impairment.down && !impairment.down ? [upLine(wiring)] : []),
      ],
      stages,
      isRebuilt: added.length > 0 || flushed.length > 0,
      flushed,
      impairment,
    };
  }

  /** The change was made. */
  commit({ stages, impairment, flushed }: Change): void {
    this.stages = stages;
    this.impairment = impairment;
    const { jitter } = impairment;
    if (jitter !== null && netemJitter(jitter).table !== null) this.#hasTable = true;
    else if (flushed.includes('delay')) this.#hasTable = false;
    for (const kind of stages) {
      for (const [place, line] of this.#lines(kind, impairment)) this.#set.set(place, line);
    }
  }

  /** What tc was told that holds now, on one line. */
  settings(): string {
    const down = this.impairment.down ? [downLine(this.wiring)] : [];
    return [...down, ...this.#set.values()].join('; ') || 'nothing';
  }

  /** What the kernel has otherwise than it should. */
  differences(readings: readonly QdiscReading[]): string[] {
    return this.stages.flatMap((kind) => {
      const device = stageDevices(this.wiring.far, kind).near;
      return this.#qdiscs(kind, this.impairment).flatMap((qdisc) => differences(device, qdisc, readings));
    });
  }

  #settingLines(kind: StageKind, impairment: Impairment, anew: boolean): string[] {
    return [...this.#lines(kind, impairment)]
      .filter(([place, line]) => anew || this.#set.get(place) !== line)
      .map(([, line]) => line);
  }

  /** By place. */
  #lines(kind: StageKind, impairment: Impairment): Map<string, string> {
    const device = stageDevices(this.wiring.far, kind).near;
    const { chosenRatio } = this.#setting(kind, impairment);
    const lines = new Map(
      this.#qdiscs(kind, impairment).map((qdisc) => [
        `${device} ${qdisc.handle}`,
        replaceLine(device, qdisc),
      ]),
    );
    if (chosenRatio !== null) {
      lines.set(`${device} choice`, randomClassLine(device, rootHandle, chosenRatio, chosenClass));
    }
    return lines;
  }

  #qdiscs(kind: StageKind, impairment: Impairment): readonly Qdisc[] {
    return this.#setting(kind, impairment).qdiscs;
  }

  #setting(kind: StageKind, impairment: Impairment) {
    const { mtu, link, from } = this.wiring;
    const seed = this.#seed === null ? null : stageSeed(this.#seed, link, from, kind);
    return stageSetting(kind, impairment, { mtu, seed });
  }

  /** New stages lead to the output at first; then, from the last to the first, each hop leads to the next. */
  #wiringLines(stages: readonly StageKind[], added: readonly StageKind[]): string[] {
    const { wiring } = this;
    const making = added.flatMap((kind) => stageFilterLines(wiring, kind, hopOf(kind)));
    const leading = [undefined, ...stages].map((kind, position) => {
      const next = stages[position];
      const device = next === undefined ? wiring.output : stageDevices(wiring.far, next).near;
      return onwardLine(wiring, hopOf(kind), device);
    });
    return [...making, ...leading.reverse()];
  }
}
