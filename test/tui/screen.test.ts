import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseTopology, RunEvent } from '../../src/core/event/event.ts';
import { ansiLine } from '../../src/tui/ansi-line.ts';
import { initialControls } from '../../src/tui/controls.ts';
import { finishedLines } from '../../src/tui/finished-lines.ts';
import { glyphsFor } from '../../src/tui/glyphs.ts';
import { lineWidth } from '../../src/tui/line.ts';
import { screenLines } from '../../src/tui/screen.ts';
import { reduceEvent } from '../../src/tui/view-model.ts';
import { initialState, type ViewState } from '../../src/tui/view-state.ts';
import {
  caseEvents,
  link,
  ring,
  router,
  runEnded,
  segment,
  star,
  started,
  topologyOf,
  twoNodes,
} from './synthetic-run.ts';

function stateAfter(events: Iterable<RunEvent>): ViewState {
  let state = initialState;
  for (const event of events) state = reduceEvent(state, event);
  return state;
}

function screenOf(topology: CaseTopology, columns: number, rows: number, unicode = true): string {
  const state = stateAfter([started, ...caseEvents(topology, 2)]);
  return `\n${linesOf(state, columns, rows, unicode).join('\n')}\n`;
}

function linesOf(
  state: ViewState,
  columns: number,
  rows: number,
  unicode = true,
  controls = initialControls,
) {
  if (state.current === null) return [];
  const glyphs = glyphsFor(unicode);
  const lines = screenLines({
    state,
    view: state.current,
    controls,
    at: state.at,
    columns,
    rows,
    glyphs,
    hasKeyboard: true,
  });
  return lines.map((line) => ansiLine(line, { color: false, unicode }).trimEnd());
}

describe('the screen', () => {
  it('has everything at 80 x 24', () => {
    expect(screenOf(twoNodes, 80, 23)).toMatchInlineSnapshot(`
      "
      tcp-vs-udp  ·  seed 417  ·  namespaces + fabric            2.0 s of 30 s at most

      ┌────────┐            40 ms ±5 ms · 10% loss · 5 Mbit/s ►             ┌────────┐
      │ client ├────────────────────────── ▸ wan ───────────────────────────┤ server │
      └────────┘                     ◄ 40 ms · 5% loss                      └────────┘

        FLOW         GOODPUT               DONE   RECVD  LOST  DUP REORD  RETX     RTT
      • download 1.31 Mbit/s ▇█████▇▅▄▃     19%  780 kB     –    –     –    12 82.3 ms
      • voice     107 kbit/s ██▇▇████▇▇     20%     180    19    4     8     –       –

        WIRE                 OFFERED DELIVERED  LOST QUEUE/MAX QDROP   DUP REORD  CORR
      ▸ wan  client → server     400       360    40      1/12     0     8    16     0
      ▸ wan  server → client     630       567    63      0/12     0    12    25     0

        EXPECTED  3 open
      · download.intact       is true
      · download.retransmits  at least 1
      · voice.loss            between 7% and 13%

        NEXT  in 1.0 s  wan: loss 30%  (at 3 s, then 1 more)

       q quit  ? help  l/L loss  d/D delay  r/R rate  o outage  tab link  ◄► way
      "
    `);
  });

  it('uses a wide terminal', () => {
    expect(screenOf(twoNodes, 120, 39)).toMatchInlineSnapshot(`
      "
      tcp-vs-udp  ·  seed 417  ·  namespaces + fabric  ·  TCP keeps its promise, UDP makes none          2.0 s of 30 s at most

      ┌────────┐              40 ms ±5 ms · 10% loss · 5 Mbit/s ►               ┌────────┐
      │ client ├──────────────────────────── ▸ wan ─────────────────────────────┤ server │
      └────────┘                       ◄ 40 ms · 5% loss                        └────────┘

        FLOW     KIND       ROUTE               GOODPUT              DONE   RECVD  LOST  DUP REORD  RETX     RTT   DELAY  CWND
      • download tcp-bulk   server → client 1.31 Mbit/s ▇█████▇▅▄▃    19%  780 kB     –    –     –    12 82.3 ms       –    12
      • voice    udp-stream client → server  107 kbit/s ██▇▇████▇▇    20%     180    19    4     8     –       – 41.2 ms     –

        WIRE                 IMPAIRMENT                      OFFERED DELIVERED  LOST QUEUE/MAX QDROP   DUP REORD  CORR   BYTES
      ▸ wan  client → server 40 ms ±5 ms · 10% loss · +1         400       360    40      1/12     0     8    16     0  540 kB
      ▸ wan  server → client 40 ms · 5% loss                     630       567    63      0/12     0    12    25     0  851 kB

        EXPECTED  3 open
      · download.intact       is true                              · voice.loss            between 7% and 13%
      · download.retransmits  at least 1

        NEXT  in 1.0 s  wan: loss 30%  (at 3 s, then 1 more)

       q quit  ? help  l/L loss  d/D delay  r/R rate  o outage  tab link  ◄► way  space freeze
      "
    `);
  });

  it('keeps what matters most in a small one', () => {
    expect(screenOf(twoNodes, 60, 15)).toMatchInlineSnapshot(`
      "
      tcp-vs-udp  ·  seed 417                2.0 s of 30 s at most
      ┌────────┐  40 ms ±5 ms · 10% loss · 5 Mbit/s ►   ┌────────┐
      │ client ├──────────────── ▸ wan ─────────────────┤ server │
      └────────┘           ◄ 40 ms · 5% loss            └────────┘
        FLOW         GOODPUT DONE  LOST  DUP REORD  RETX     RTT
      • download 1.31 Mbit/s  19%     –    –     –    12 82.3 ms
      • voice     107 kbit/s  20%    19    4     8     –       –
        WIRE                 OFFERED DELIVERED  LOST QUEUE/MAX
      ▸ wan  client → server     400       360    40      1/12
      ▸ wan  server → client     630       567    63      0/12
        EXPECTED  3 open
        NEXT  in 1.0 s  wan: loss 30%  (at 3 s, then 1 more)

       q quit  ? help  l/L loss  d/D delay  r/R rate  o outage
      "
    `);
    expect(screenOf(twoNodes, 40, 8)).toMatchInlineSnapshot(`
      "
      tcp-vs-udp         2.0 s of 30 s at most
      ▸ client ── wan ── se…  ► +3    ◄ +2
        FLOW         GOODPUT DONE  LOST  RETX
      • download 1.31 Mbit/s  19%     –    12
      • voice     107 kbit/s  20%    19     –
        EXPECTED  3 open
        NEXT  in 1.0 s  wan: loss 30%  (at 3 …
       q quit  ? help  l/L loss  d/D delay
      "
    `);
  });

  it('is plain ASCII where the locale needs it', () => {
    const screen = screenOf(twoNodes, 80, 23, false);
    expect(screen).toMatch(/^[\x20-\x7e\n]*$/);
    expect(screen.split('\n').slice(1, 6)).toMatchInlineSnapshot(`
      [
        "tcp-vs-udp  |  seed 417  |  namespaces + fabric            2.0 s of 30 s at most",
        "",
        "+--------+           40 ms +-5 ms | 10% loss | 5 Mbit/s =>            +--------+",
        "| client +-------------------------- > wan ---------------------------+ server |",
        "+--------+                     <= 40 ms | 5% loss                     +--------+",
      ]
    `);
  });

  it.each([
    ['a chain', router],
    ['a star', star(4)],
    ['a shared segment', segment],
    ['a ring as a list', ring],
  ])('draws %s', (_, topology) => {
    const rows = screenOf(topology, 80, 30).split('\n');
    const end = rows.findIndex((row, index) => index > 2 && row === '');
    expect(rows.slice(3, end).join('\n')).toMatchSnapshot();
  });

  it('has the latest system calls of traced nodes, and their time line when the case is over', () => {
    const made = (startMs: number, durationMs: number, text: string): RunEvent => ({
      at: 2 + startMs / 1000,
      type: 'system-call',
      case: 'main',
      program: 'client',
      node: 'client',
      pid: 2,
      kind: 'call',
      text,
      result: '0',
      startMs,
      durationMs,
    });
    const calls = [made(1.25, 81, 'connect(3, 10.0.1.3:8080)'), made(90, 0.1, 'close(3)')];
    const traceEnded: RunEvent = {
      at: 3,
      type: 'trace-ended',
      case: 'main',
      nodes: ['client'],
      packets: [{ atMs: 1.4, seen: 'sent', from: 'client', to: 'server', text: 'TCP SYN, port 8080' }],
      furtherPackets: 0,
      noPackets: null,
      furtherCalls: {},
      clockErrorMs: 0.002,
    };
    const [first, ...rest] = [
      ...caseEvents(topologyOf(['client', 'server'], [link('lan', [['client'], ['server']])])),
    ];
    const last = rest.at(-1);
    if (first === undefined || last === undefined) throw new Error('no events');
    const live = linesOf(stateAfter([started, first, ...calls]), 80, 30);
    expect(live.slice(live.indexOf('  CALLS'), live.indexOf('  CALLS') + 3)).toEqual([
      '  CALLS',
      '   1.3 ms  client  connect(3, 10.0.1.3:8080) = 0',
      '  90.0 ms  client  close(3) = 0',
    ]);
    const [block] = stateAfter([started, first, ...calls, traceEnded, last, runEnded]).finished;
    if (block === undefined) throw new Error('nothing is finished');
    const printed = finishedLines(block, 60, glyphsFor(true)).map((line) =>
      ansiLine(line, { color: false, unicode: true }).trimEnd(),
    );
    expect(printed.slice(1, 7)).toEqual([
      '  TIME LINE  client',
      '   1.3 ms  client  connect(3, 10.0.1.3:8080) ...',
      '   1.4 ms  wire    client > server  TCP SYN, port 8080',
      '  82.3 ms  client  ... connect = 0 after 81.0 ms',
      '  90.0 ms  client  close(3) = 0',
      '  (calls and packets are on one clock to within 0.002 ms; s…',
    ]);
  });

  it('tells no more of hidden expectations than how many there are', () => {
    const events = [...caseEvents(twoNodes)].map((event) =>
      event.type === 'case-started' ? { ...event, hidden: true } : event,
    );
    const state = stateAfter([started, ...events]);
    const live = linesOf(state, 80, 30).join('\n');
    const left = stateAfter([started, ...events, runEnded]).finished;
    const printed = left.flatMap((block) => finishedLines(block, 80, glyphsFor(true)));
    const all = live + printed.map((line) => ansiLine(line, { color: false, unicode: true })).join('\n');
    expect(all).toContain('hidden expectation 3');
    expect(all).not.toContain('between');
    expect(all).not.toContain('voice.loss');
  });
});

describe('whatever happens, at whatever size', () => {
  const topologies = fc.constantFrom(twoNodes, router, star(1), star(30), segment, ring);
  const noise = fc.string({ unit: 'binary', maxLength: 60 });
  const hostile = fc.oneof(
    noise.map((text): RunEvent => ({ at: 1, type: 'warning', case: 'main', message: text })),
    noise.map(
      (text): RunEvent => ({
        at: 1,
        type: 'program-output',
        case: 'main',
        program: text,
        stream: 'stdout',
        text,
      }),
    ),
    noise.map(
      (text): RunEvent => ({
        at: 1,
        type: 'system-call',
        case: 'main',
        program: text,
        node: text,
        pid: 1,
        kind: 'call',
        text,
        result: text,
        startMs: 1,
        durationMs: null,
      }),
    ),
    noise.map((cause): RunEvent => ({ at: 1, type: 'node-died', case: 'main', node: 'client', cause })),
    fc.constantFrom('SIGINT', 'SIGTERM').map((signal): RunEvent => ({ at: 1, type: 'interrupted', signal })),
  );
  const controls = fc.record({
    link: fc.nat(40),
    direction: fc.nat(3),
    isFrozen: fc.boolean(),
    isHelpShown: fc.boolean(),
    isQuitting: fc.boolean(),
  });

  it('no row is too wide, none too many, and none has a control character', () => {
    const sizes = fc.record({
      columns: fc.integer({ min: 1, max: 160 }),
      rows: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        topologies,
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.array(hostile, { maxLength: 4 }),
        controls,
        sizes,
        fc.boolean(),
        (topology, until, events, pressed, { columns, rows }, unicode) => {
          const state = stateAfter([started, ...caseEvents(topology, until), ...events]);
          const view = state.current;
          if (view === null) throw new Error('no case');
          const glyphs = glyphsFor(unicode);
          const all = { ...initialControls, ...pressed };
          const lines = screenLines({
            state,
            view,
            controls: all,
            at: state.at,
            columns,
            rows,
            glyphs,
            hasKeyboard: true,
          });
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) {
            expect(lineWidth(line)).toBeLessThanOrEqual(columns);
            expect(line.map(({ text }) => text).join('')).not.toMatch(/\p{Cc}/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
