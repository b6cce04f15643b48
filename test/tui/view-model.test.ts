import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event/event.ts';
import { ansiLine } from '../../src/tui/ansi-line.ts';
import { finishedLines } from '../../src/tui/finished-lines.ts';
import { glyphsFor } from '../../src/tui/glyphs.ts';
import { conclude, reduceEvent } from '../../src/tui/view-model.ts';
import { initialState, type ViewState } from '../../src/tui/view-state.ts';
import { caseEvents, caseStarted, lossy, runEnded, started, twoNodes } from './synthetic-run.ts';

function play(events: Iterable<RunEvent>, from: ViewState = initialState): ViewState {
  let state = from;
  for (const event of events) state = reduceEvent(state, event);
  return state;
}

const blocks = (state: ViewState) => state.finished.map(({ block }) => block);

describe('a case in the view', () => {
  it('starts with what the topology says', () => {
    const { current } = play([started, caseStarted(twoNodes)]);
    expect(current?.impairments.get('wan server')).toEqual(lossy);
    expect(current?.outcomes).toEqual([null, null, null]);
    expect(current?.flows.map(({ state }) => state)).toEqual([null, null]);
    expect(current?.clockStartedAt).toBeNull();
  });

  it('follows progress, impairments and the wire', () => {
    const { current } = play([started, ...caseEvents(twoNodes, 4)]);
    const [download] = current?.flows ?? [];
    expect(download?.history).toHaveLength(20);
    expect(download?.state?.retransmits).toBe(24);
    expect(current?.impairments.get('wan client')?.loss).toEqual({ model: 'independent', ratio: 0.3 });
    expect(current?.counters.get('wan client')?.offered).toBe(800);
    expect(current?.clockStartedAt).toBe(0.5);
  });

  it('takes the final metrics over the last progress', () => {
    const { current } = play([started, ...caseEvents(twoNodes)]);
    const [download, voice] = current?.flows ?? [];
    expect(download?.state).toMatchObject({
      received: 4_000_000,
      goodputBitsPerSecond: 3.12e6,
      retransmits: 61,
    });
    expect(voice?.state).toMatchObject({ received: 902, lost: 98, duplicates: 20 });
  });

  it('keeps a bounded history and few messages', () => {
    const flood = Array.from({ length: 500 }, (_, index): RunEvent[] => [
      {
        at: index,
        type: 'program-output',
        case: 'main',
        program: 'p',
        stream: 'stdout',
        text: `line ${index}\n`,
      },
      ...[...caseEvents(twoNodes, 0.2)].filter(({ type }) => type === 'flow-progress'),
    ]).flat();
    const { current } = play([started, caseStarted(twoNodes), ...flood]);
    expect(current?.messages.length).toBeLessThan(10);
    expect(current?.messages.at(-1)?.text).toBe('p: line 499');
    expect(current?.flows[0]?.history.length).toBeLessThan(200);
  });

  it('neutralises what others wrote', () => {
    const text = '\u001b[2J\u001b]0;owned\u0007 \u202Etext\r\n';
    const { current } = play([
      caseStarted(twoNodes),
      { at: 1, type: 'warning', case: 'main', message: text },
    ]);
    expect(current?.messages.at(-1)?.text).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('passes over events of another case and of unknown flows', () => {
    const state = play([caseStarted(twoNodes)]);
    const [progress] = [...caseEvents(twoNodes, 0.2, 'other')].filter(({ type }) => type === 'flow-progress');
    if (progress?.type !== 'flow-progress') throw new Error('no progress');
    expect(reduceEvent(state, progress).current).toBe(state.current);
    const unknown = reduceEvent(state, { ...progress, case: 'main', flow: 'nobody' });
    expect(unknown.current?.flows).toEqual(state.current?.flows);
  });
});

describe('what is left behind', () => {
  it('is a case once the next one starts or the run ends, not before', () => {
    const ended = play([started, ...caseEvents(twoNodes)]);
    expect(blocks(ended)).toEqual([]);
    expect(ended.current?.ended?.verdict).toBe('pass');
    expect(blocks(play([caseStarted(twoNodes, 'second')], ended))).toEqual(['case']);
    expect(blocks(play([runEnded], ended))).toEqual(['case', 'run']);
    expect(blocks(conclude(ended))).toEqual(['case']);
  });

  it('is what repeats come to, after the last of them', () => {
    const repeated = [...caseEvents(twoNodes)].map((event) =>
      event.type === 'case-started'
        ? { ...event, repeat: { index: 2, times: 2, score: 'best' as const } }
        : event,
    );
    const scored: RunEvent = {
      at: 20,
      type: 'repeats-scored',
      case: 'main',
      score: 'best',
      times: 2,
      passed: 1,
      seed: 418,
      verdict: 'pass',
      points: 3,
      of: 3,
    };
    const state = play([started, ...repeated, scored, runEnded]);
    expect(blocks(state)).toEqual(['case', 'repeats', 'run']);
    const [first, summary] = state.finished.map((block) =>
      finishedLines(block, 100, glyphsFor(true)).map((line) =>
        ansiLine(line, { color: false, unicode: true }),
      ),
    );
    expect(first?.[0]).toContain('main repeat 2 of 2');
    expect(summary?.[0]).toMatch(
      /main {2}pass {2}3 of 3 points.*1 of 2 repeats passed, the best counts.*seed 418/,
    );
  });

  it('is a warning at once when it belongs to no case', () => {
    expect(blocks(play([{ at: 0, type: 'warning', case: null, message: 'no nft' }]))).toEqual(['note']);
  });

  it('is a word about an interruption when no verdict follows', () => {
    const interrupted = play([
      started,
      caseStarted(twoNodes),
      { at: 1, type: 'interrupted', signal: 'SIGINT' },
    ]);
    expect(conclude(interrupted).finished).toEqual([
      { block: 'note', text: 'stopped by SIGINT: no verdict' },
    ]);
    expect(blocks(conclude(play([runEnded], interrupted)))).toEqual(['run']);
  });
});
