/** The faults of one direction, applied to each packet that is offered to it. */

import type { FaultAction, FaultSpec, NthSelector } from '../lab/fault.ts';
import type { Packet } from '../packet/packet.ts';
import type { Flow } from './flow.ts';
import { type PacketPredicate, packetPredicate } from './packet-match.ts';

interface Rule {
  /** Position in the lab's list. */
  readonly index: number;
  readonly matches: PacketPredicate;
  readonly nth: NthSelector;
  readonly action: FaultAction;
}

/** What the rules that fire on one packet amount to; filled anew for each. */
export class FaultEffect {
  drop = false;
  /** The first rule that fired, -1 when none did. */
  rule = -1;
  copies = 0;
  corrupt = false;
  corruptPayload = false;
  delayNs = 0;
  swap = 0;
  fired: { readonly rule: number; readonly nth: number; readonly action: string }[] = [];

  reset(): void {
    this.drop = false;
    this.rule = -1;
    this.copies = 0;
    this.corrupt = false;
    this.corruptPayload = false;
    this.delayNs = 0;
    this.swap = 0;
    if (this.fired.length > 0) this.fired = [];
  }
}

export class FaultRules {
  readonly #rules: readonly Rule[];

  /** @param faults the lab's whole list; those of other directions are left out here */
  constructor(faults: readonly FaultSpec[], link: string, from: string) {
    this.#rules = faults.flatMap((fault, index) =>
      fault.link === link && (fault.from === null || fault.from === from)
        ? [{ index, matches: packetPredicate(fault.match), nth: fault.nth, action: fault.action }]
        : [],
    );
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  /** All rules see the original packet, and each counts what it matches whatever the others do. */
  apply(frame: Uint8Array, packet: Packet, flow: Flow, effect: FaultEffect): void {
    for (const [position, rule] of this.#rules.entries()) {
      if (!rule.matches(frame, packet)) continue;
      const nth = (flow.faultCounts[position] ?? 0) + 1;
      flow.faultCounts[position] = nth;
      if (!isSelected(rule.nth, nth)) continue;
      if (effect.rule < 0) effect.rule = rule.index;
      effect.fired.push({ rule: rule.index, nth, action: actionText(rule.action) });
      combine(effect, rule.action);
    }
  }
}

function isSelected(selector: NthSelector, nth: number): boolean {
  switch (selector.of) {
    case 'all':
      return true;
    case 'list':
      return selector.indexes.includes(nth);
    case 'every':
      return nth % selector.period === 0;
    case 'range':
      return nth >= selector.from && (selector.to === null || nth <= selector.to);
    default:
      return selector satisfies never;
  }
}

function combine(effect: FaultEffect, action: FaultAction): void {
  switch (action.do) {
    case 'drop':
      effect.drop = true;
      return;
    case 'duplicate':
      effect.copies++;
      return;
    case 'corrupt':
      effect.corrupt = true;
      return;
    case 'corrupt-payload':
      effect.corruptPayload = true;
      return;
    case 'delay':
      effect.delayNs += action.delayMs * 1e6;
      return;
    case 'swap':
      effect.swap = Math.max(effect.swap, action.packets);
      return;
    default:
      action satisfies never;
  }
}

function actionText(action: FaultAction): string {
  switch (action.do) {
    case 'delay':
      return `delay ${action.delayMs} ms`;
    case 'swap':
      return `swap ${action.packets}`;
    default:
      return action.do;
  }
}
