/** The live view on a terminal: a reporter that draws, and keys that ask for changes. */

import { EventEmitter } from 'node:events';
import { render } from 'ink';
import type { RunEvent } from '../core/event/event.ts';
import type { Reporter } from '../report/reporter.ts';
import { ansiLine } from './ansi-line.ts';
import {
  type Controls,
  initialControls,
  type Key,
  type LiveCommand,
  noteEvent,
  pressKey,
} from './controls.ts';
import { finishedLines } from './finished-lines.ts';
import { glyphsFor, isUtf8Locale } from './glyphs.ts';
import { LiveScreen } from './live-screen.tsx';
import { screenLines } from './screen.ts';
import { eraseRegion, frameUpdate, hideCursor, showCursor } from './terminal-region.ts';
import { conclude, reduceEvent } from './view-model.ts';
import { initialState, type ViewState } from './view-state.ts';

export type { LiveCommand } from './controls.ts';

export interface LiveView extends Reporter {
  /** Gives the terminal back as it was, leaving the last frame; what `close` does at a run's end. */
  unmount(): Promise<void>;
}

export interface LiveViewOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly color: boolean;
  /** Default: whether the locale's character set is UTF-8. */
  readonly unicode?: boolean;
  /** Milliseconds that never go back; the case's clock runs on it between events. */
  readonly clock?: () => number;
  readonly onCommand: (command: LiveCommand) => void;
}

/** A frame takes some 10 ms of a core that the lab needs more. */
const frameIntervalMs = 200;
const keyIntervalMs = 100;
const idleTickMs = 500;

/** Draws 5 times a second, and somewhat sooner after a key. Stays below the terminal's height; touches nothing above itself. */
export function createLiveView(options: LiveViewOptions): LiveView {
  const { stdout, stdin, color } = options;
  const clock = options.clock ?? (() => performance.now());
  const unicode = options.unicode ?? isUtf8Locale(process.env);
  const glyphs = glyphsFor(unicode);
  const hasKeyboard = stdin.isTTY === true;

  let state = initialState;
  let controls = initialControls;
  let frozen: { readonly state: ViewState; readonly atSeconds: number } | null = null;
  let eventSeenMs = clock();
  let drawnMs = Number.NEGATIVE_INFINITY;
  let pending: NodeJS.Timeout | null = null;
  let region: readonly string[] = [];
  let size = terminalSize(stdout);
  let printed = 0;
  let isOver = false;
  const finished: string[][] = [];

  // In debug mode Ink hands over each whole output as text, all static rows first.
  let output = '';
  const canvas = Object.assign(new EventEmitter(), {
    columns: size.columns,
    rows: size.rows,
    write: (text: string) => {
      output = text;
      return true;
    },
  });

  const screen = (rows: readonly string[]) => (
    <LiveScreen
      finished={[...finished]}
      rows={rows}
      hasKeyboard={hasKeyboard}
      onKey={press}
      onGone={restore}
    />
  );

  stdout.write(hideCursor);
  const ink = render(screen([]), {
    stdout: canvas as unknown as NodeJS.WriteStream,
    stdin,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  const tick = setInterval(() => schedule(), idleTickMs);
  tick.unref();
  stdout.on('resize', reschedule);

  function atSeconds(): number {
    return state.ended === null ? state.at + (clock() - eventSeenMs) / 1000 : state.at;
  }

  function schedule(intervalMs = frameIntervalMs): void {
    if (isOver || pending !== null) return;
    pending = setTimeout(draw, Math.max(0, drawnMs + intervalMs - clock()));
  }

  function draw(withRegion = true): void {
    if (pending !== null) clearTimeout(pending);
    pending = null;
    if (isOver) return;
    drawnMs = clock();
    const now = terminalSize(stdout);
    const shown = frozen ?? { state, atSeconds: atSeconds() };
    for (const block of shown.state.finished.slice(finished.length)) {
      finished.push(
        finishedLines(block, now.columns, glyphs).map((line) => ansiLine(line, { color, unicode })),
      );
    }
    const rows = withRegion ? liveRows(shown.state, shown.atSeconds, now) : [];
    Object.assign(canvas, now);
    ink.rerender(screen(rows));
    const all = output === '' ? [] : output.split('\n');
    const fixedRows = all.slice(
      0,
      finished.reduce((sum, block) => sum + block.length, 0),
    );
    const next = rows.length === 0 ? [] : all.slice(-rows.length);
    let update = '';
    if (now.columns !== size.columns || now.rows !== size.rows) {
      update = eraseRegion(region, now.columns);
      region = [];
    }
    update += frameUpdate(region, fixedRows.slice(printed), next);
    if (update !== '') stdout.write(update);
    printed = fixedRows.length;
    region = next;
    size = now;
  }

  function liveRows(shown: ViewState, at: number, { columns, rows }: TerminalSize): string[] {
    const view = shown.current;
    if (view === null || shown.ended !== null) return [];
    const input = { state: shown, view, controls, at, columns, rows: rows - 1, glyphs, hasKeyboard };
    return screenLines(input).map((line) => ansiLine(line, { color, unicode }));
  }

  function press(key: Key): void {
    const before: Controls = controls;
    const pressed = pressKey(controls, key, state.current);
    controls = pressed.controls;
    if (controls.isFrozen !== before.isFrozen) {
      frozen = controls.isFrozen ? { state, atSeconds: atSeconds() } : null;
    }
    for (const command of pressed.commands) options.onCommand(command);
    reschedule();
  }

  /** What somebody is waiting to see doesn't wait for the frame that is due. */
  function reschedule(): void {
    if (pending !== null) clearTimeout(pending);
    pending = null;
    schedule(keyIntervalMs);
  }

  function restore(): void {
    if (isOver) return;
    isOver = true;
    clearInterval(tick);
    if (pending !== null) clearTimeout(pending);
    stdout.off('resize', reschedule);
    if (hasKeyboard) stdin.setRawMode(false);
    stdout.write(showCursor);
  }

  async function unmount(): Promise<void> {
    restore();
    const exited = ink.waitUntilExit();
    ink.unmount();
    await exited;
    // Ink leaves it reading, which would hold the process.
    stdin.pause();
  }

  return {
    onEvent(event: RunEvent): void {
      state = reduceEvent(state, event);
      controls = noteEvent(controls, event);
      eventSeenMs = clock();
      schedule();
    },
    async close(): Promise<void> {
      frozen = null;
      state = conclude(state);
      draw(false);
      await unmount();
    },
    unmount,
  };
}

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal that doesn't know its size says 0 or nothing. */
function terminalSize({ columns, rows }: NodeJS.WriteStream): TerminalSize {
  return { columns: Math.max(1, columns || 80), rows: rows || 24 };
}
