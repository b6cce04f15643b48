import { expect, it } from 'vitest';
import type { SystemCall, TraceEnded } from '../../../src/core/event/event.ts';
import { timeLine } from '../../../src/core/trace/time-line.ts';

function call(
  startMs: number,
  durationMs: number | null,
  text: string,
  more: Partial<SystemCall> = {},
): SystemCall {
  const result = durationMs === null ? null : '0';
  const fixed = {
    type: 'system-call',
    case: 'c',
    program: 'client',
    node: 'client',
    pid: 7,
    kind: 'call',
  } as const;
  return { ...fixed, text, result, startMs, durationMs, ...more };
}

const ended: TraceEnded = {
  type: 'trace-ended',
  case: 'c',
  nodes: ['client'],
  packets: [
    { atMs: 0.2, seen: 'sent', from: 'client', to: 'server', text: 'TCP SYN' },
    { atMs: 40.2, seen: 'received', from: 'server', to: 'client', text: 'TCP SYN ACK' },
    { atMs: 50.1, seen: 'sent', from: 'client', to: 'server', text: 'TCP FIN ACK' },
  ],
  furtherPackets: 1,
  noPackets: null,
  furtherCalls: { client: 1200 },
  clockErrorMs: 0.0021,
};

it('shows a call once, and its return too where it waited for something', () => {
  const calls = [
    call(50, 0.3, 'close(3)'),
    call(0, 40.3, 'connect(3, 10.0.1.3:80)'),
    call(60, 9, 'recv(3)'),
    call(70, null, 'recv(4)'),
    call(80, 0, 'process killed by SIGKILL', { kind: 'end', result: null }),
  ];
  expect(timeLine(calls, ended)).toEqual({
    nodes: ['client'],
    rows: [
      { atMs: 0, who: 'client', text: 'connect(3, 10.0.1.3:80) ...' },
      { atMs: 0.2, who: 'wire', text: 'client > server  TCP SYN' },
      { atMs: 40.2, who: 'wire', text: 'server > client  TCP SYN ACK, has arrived' },
      { atMs: 40.3, who: 'client', text: '... connect = 0 after 40.3 ms' },
      { atMs: 50, who: 'client', text: 'close(3) = 0' },
      { atMs: 50.1, who: 'wire', text: 'client > server  TCP FIN ACK' },
      { atMs: 60, who: 'client', text: 'recv(3) = 0' },
      { atMs: 70, who: 'client', text: 'recv(4) never returned' },
      { atMs: 80, who: 'client', text: 'process killed by SIGKILL' },
    ],
    notes: [
      '1200 further calls of client not shown',
      '1 further packet not shown',
      'calls and packets are on one clock to within 0.002 ms; strace makes each call slower',
    ],
  });
});

it('tells processes of one program apart, and why there are no packets', () => {
  const calls = [call(0, 0, 'listen(3)'), call(1, 0, 'close(3)', { pid: 8 })];
  const bare = {
    ...ended,
    packets: [],
    furtherPackets: 0,
    furtherCalls: {},
    noPackets: 'nobody recorded any',
  };
  expect(timeLine(calls, bare)).toMatchObject({
    rows: [{ who: 'client 7' }, { who: 'client 8' }],
    notes: ['nobody recorded any', expect.anything()],
  });
});
