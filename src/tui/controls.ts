/** What the keys have chosen: the selected link and direction, and what was asked of it but isn't so yet. */

import type { RunEvent } from '../core/event/event.ts';
import type { Impairment } from '../core/lab/impairment.ts';
import { stepDelay, stepLoss, stepRate } from './impairment-steps.ts';
import { type CaseView, directionKey } from './view-state.ts';

export type LiveCommand =
  | { readonly type: 'quit' }
  | {
      readonly type: 'set-impairment';
      readonly link: string;
      readonly from: string;
      readonly impairment: Impairment;
    };

export interface Controls {
  /** Position in the topology's list of links. */
  readonly link: number;
  /** 0: both directions (all of a segment's); n: what the link's n-th end sends. */
  readonly direction: number;
  readonly isFrozen: boolean;
  readonly isHelpShown: boolean;
  readonly isQuitting: boolean;
  /** By `directionKey`: what was asked for and how many confirmations are to come. */
  readonly asked: ReadonlyMap<string, { readonly impairment: Impairment; readonly outstanding: number }>;
}

export const initialControls: Controls = {
  link: 0,
  direction: 0,
  isFrozen: false,
  isHelpShown: false,
  isQuitting: false,
  asked: new Map(),
};

/** A printable character, or the name of a key. */
export type Key = string;

interface Pressed {
  readonly controls: Controls;
  readonly commands: readonly LiveCommand[];
}

const impairmentKeys: Readonly<Record<string, (impairment: Impairment) => Impairment>> = {
  l: (impairment) => stepLoss(impairment, 'up'),
  L: (impairment) => stepLoss(impairment, 'down'),
  d: (impairment) => stepDelay(impairment, 'up'),
  D: (impairment) => stepDelay(impairment, 'down'),
  r: (impairment) => stepRate(impairment, 'up'),
  R: (impairment) => stepRate(impairment, 'down'),
};

export function pressKey(controls: Controls, key: Key, view: CaseView | null): Pressed {
  const only = (changed: Partial<Controls>): Pressed => ({
    controls: { ...controls, ...changed },
    commands: [],
  });
  switch (key) {
    case 'q':
    case 'ctrl-c':
      return { controls: { ...controls, isQuitting: true }, commands: [{ type: 'quit' }] };
    case ' ':
      return only({ isFrozen: !controls.isFrozen });
    case '?':
      return only({ isHelpShown: !controls.isHelpShown });
    case 'escape':
      return only({ isHelpShown: false });
  }
  const links = view?.topology.links ?? [];
  if (view === null || links.length === 0) return only({});
  const selected = Math.min(controls.link, links.length - 1);
  const directions = (links[selected]?.ends.length ?? 0) + 1;
  const selectLink = (link: number) => only({ link: (link + links.length) % links.length, direction: 0 });
  const selectDirection = (direction: number) =>
    only({ link: selected, direction: (direction + directions) % directions });
  switch (key) {
    case 'tab':
    case 'down':
      return selectLink(selected + 1);
    case 'shift-tab':
    case 'up':
      return selectLink(selected - 1);
    case 'right':
      return selectDirection(controls.direction + 1);
    case 'left':
      return selectDirection(controls.direction - 1);
  }
  if (/^[1-9]$/.test(key)) return Number(key) <= links.length ? selectLink(Number(key) - 1) : only({});
  if (view.ended !== null) return only({});
  if (key === 'o') return toggleOutage(controls, view);
  const change = Object.hasOwn(impairmentKeys, key) ? impairmentKeys[key] : undefined;
  return change === undefined ? only({}) : ask(controls, view, change);
}

/** The selected directions as [link, from]. */
export function selectedDirections(
  controls: Controls,
  view: CaseView,
): { readonly link: string; readonly from: string }[] {
  const { links } = view.topology;
  const link = links[Math.min(controls.link, links.length - 1)];
  if (link === undefined) return [];
  return link.ends
    .filter((_, index) => controls.direction === 0 || controls.direction === index + 1)
    .map(({ node }) => ({ link: link.name, from: node }));
}

/** What holds, or will hold once all that was asked for is confirmed. */
function wanted(controls: Controls, view: CaseView, key: string): Impairment | undefined {
  return controls.asked.get(key)?.impairment ?? view.impairments.get(key);
}

function ask(controls: Controls, view: CaseView, change: (impairment: Impairment) => Impairment): Pressed {
  const asked = new Map(controls.asked);
  const commands: LiveCommand[] = [];
  for (const { link, from } of selectedDirections(controls, view)) {
    const key = directionKey(link, from);
    const before = wanted(controls, view, key);
    if (before === undefined) continue;
    const impairment = change(before);
    if (JSON.stringify(impairment) === JSON.stringify(before)) continue;
    commands.push({ type: 'set-impairment', link, from, impairment });
    asked.set(key, { impairment, outstanding: (asked.get(key)?.outstanding ?? 0) + 1 });
  }
  return { controls: { ...controls, asked }, commands };
}

/** Directions that differ become alike: if any is up all go down, else all come up. */
function toggleOutage(controls: Controls, view: CaseView): Pressed {
  const isAnyUp = selectedDirections(controls, view).some(
    ({ link, from }) => wanted(controls, view, directionKey(link, from))?.down === false,
  );
  return ask(controls, view, (before) => ({ ...before, down: isAnyUp }));
}

/** Confirmations as they come in; a new case starts with nothing asked. */
export function noteEvent(controls: Controls, event: RunEvent): Controls {
  if (event.type === 'case-started') return { ...controls, asked: new Map() };
  if (event.type !== 'impairment-changed' || event.cause !== 'hand') return controls;
  const key = directionKey(event.link, event.from);
  const entry = controls.asked.get(key);
  if (entry === undefined) return controls;
  const asked = new Map(controls.asked);
  if (entry.outstanding > 1) asked.set(key, { ...entry, outstanding: entry.outstanding - 1 });
  else asked.delete(key);
  return { ...controls, asked };
}
