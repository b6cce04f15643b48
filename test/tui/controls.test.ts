import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event/event.ts';
import {
  type Controls,
  initialControls,
  type LiveCommand,
  noteEvent,
  pressKey,
} from '../../src/tui/controls.ts';
import { reduceEvent } from '../../src/tui/view-model.ts';
import { type CaseView, initialState } from '../../src/tui/view-state.ts';
import { caseEvents, router, segment, twoNodes } from './synthetic-run.ts';

function viewOf(topology = twoNodes): CaseView {
  let state = initialState;
  for (const event of caseEvents(topology, 1)) state = reduceEvent(state, event);
  if (state.current === null) throw new Error('no case');
  return state.current;
}

function press(keys: readonly string[], view: CaseView | null = viewOf(), from: Controls = initialControls) {
  let controls = from;
  const commands: LiveCommand[] = [];
  for (const key of keys) {
    const pressed = pressKey(controls, key, view);
    controls = pressed.controls;
    commands.push(...pressed.commands);
  }
  return { controls, commands };
}

const settings = (commands: readonly LiveCommand[]) =>
  commands.flatMap((command) => (command.type === 'set-impairment' ? [command] : []));

describe('keys that change the selected link', () => {
  it('change both directions until one is selected', () => {
    const both = settings(press(['l']).commands);
    expect(both.map(({ from, impairment }) => [from, impairment.loss])).toEqual([
      ['client', { model: 'independent', ratio: 0.2 }],
      ['server', { model: 'independent', ratio: 0.1 }],
    ]);
    expect(settings(press(['right', 'l']).commands).map(({ from }) => from)).toEqual(['client']);
    expect(settings(press(['left', 'l']).commands).map(({ from }) => from)).toEqual(['server']);
    expect(settings(press(['right', 'right', 'right', 'l']).commands)).toHaveLength(2);
  });

  it.each([
    ['d', { delayMs: 50 }],
    ['D', { delayMs: 20 }],
    ['r', { rateBitsPerSecond: 10e6 }],
    ['R', { rateBitsPerSecond: 1e6 }],
    ['L', { loss: { model: 'independent', ratio: 0.05 } }],
    ['o', { down: true }],
  ])('%s asks for %o', (key, expected) => {
    expect(settings(press(['right', key]).commands)).toEqual([
      expect.objectContaining({ link: 'wan', from: 'client', impairment: expect.objectContaining(expected) }),
    ]);
  });

  it('step on from what was asked for before it is confirmed', () => {
    const ratios = settings(press(['left', 'l', 'l', 'l']).commands).map(({ impairment }) => impairment.loss);
    expect(ratios).toEqual([0.1, 0.2, 0.3].map((ratio) => ({ model: 'independent', ratio })));
  });

  it('ask for nothing beyond the last step', () => {
    const up = press(['left', ...Array.from('llllllllll')]);
    expect(settings(up.commands).at(-1)?.impairment.loss).toEqual({ model: 'independent', ratio: 1 });
    expect(up.commands).toHaveLength(5);
  });

  it('bring unlike directions into the same outage, and both back', () => {
    const view = viewOf();
    const one = press(['right', 'o'], view);
    const all = press(['left', 'o'], view, one.controls);
    expect(settings(all.commands).map(({ from, impairment }) => [from, impairment.down])).toEqual([
      ['server', true],
    ]);
    const back = press(['o'], view, all.controls);
    expect(settings(back.commands).map(({ impairment }) => impairment.down)).toEqual([false, false]);
  });

  it('do nothing without a case, or when it has ended', () => {
    expect(press(['l', 'tab', '3', 'left'], null).commands).toEqual([]);
    let state = initialState;
    for (const event of caseEvents(twoNodes)) state = reduceEvent(state, event);
    expect(press(['l', 'o', 'd'], state.current).commands).toEqual([]);
  });
});

describe('keys that select', () => {
  it.each([
    [['tab'], 1],
    [['tab', 'tab'], 0],
    [['up'], 1],
    [['shift-tab', 'down'], 0],
    [['2'], 1],
    [['9'], 0],
  ])('%j selects link %i', (keys, link) => {
    expect(press(keys, viewOf(router)).controls.link).toBe(link);
  });

  it('reach every direction of a segment', () => {
    const from = (presses: number) =>
      settings(press([...Array<string>(presses).fill('right'), 'd'], viewOf(segment)).commands).map(
        (command) => command.from,
      );
    expect([0, 1, 2, 3].map(from)).toEqual([['alice', 'bob', 'carol'], ['alice'], ['bob'], ['carol']]);
  });
});

describe('keys for the display', () => {
  it('freeze, help, quit', () => {
    expect(press([' ']).controls.isFrozen).toBe(true);
    expect(press([' ', ' ']).controls.isFrozen).toBe(false);
    expect(press(['?']).controls.isHelpShown).toBe(true);
    expect(press(['?', 'escape']).controls.isHelpShown).toBe(false);
    expect(press(['q']).commands).toEqual([{ type: 'quit' }]);
    expect(press(['ctrl-c'], null).commands).toEqual([{ type: 'quit' }]);
    expect(press(['x', '__proto__', 'constructor']).commands).toEqual([]);
  });
});

describe('confirmation', () => {
  const changed = (from: string, cause: 'hand' | 'timeline'): RunEvent => {
    const impairment = viewOf().impairments.get(`wan ${from}`);
    if (impairment === undefined) throw new Error(from);
    return { at: 2, type: 'impairment-changed', case: 'main', link: 'wan', from, impairment, cause };
  };

  it('counts one for each command, by hand only', () => {
    const { controls } = press(['right', 'l', 'l']);
    expect(controls.asked.get('wan client')?.outstanding).toBe(2);
    const afterTimeline = noteEvent(controls, changed('client', 'timeline'));
    expect(afterTimeline).toBe(controls);
    const afterOne = noteEvent(controls, changed('client', 'hand'));
    expect(afterOne.asked.get('wan client')?.outstanding).toBe(1);
    expect(noteEvent(afterOne, changed('client', 'hand')).asked.size).toBe(0);
  });
});
