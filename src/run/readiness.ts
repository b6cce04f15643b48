/** Waits until a service is ready, by what the kernel or its output tells; it sends no packet. */

import type { ReadyProbe } from '../core/lab/lab.ts';
import type { RunningNode } from '../runtime/runtime.ts';
import { pause } from './deadline.ts';
import { findInTime } from './find-in-time.ts';
import type { ProgramInstance } from './program-instance.ts';

/** Reading a socket table costs some 50 us: often enough to lose no time, seldom enough to cost none. */
const probeIntervalMs = 5;

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly program: ProgramInstance; readonly reason: string };

export async function waitUntilReady(
  program: ProgramInstance,
  probe: ReadyProbe,
  node: RunningNode,
  timeoutMs: number,
  abort: AbortSignal,
): Promise<Readiness> {
  const pattern = probe.by === 'log' ? new RegExp(probe.pattern, 'm') : null;
  const holds = async (): Promise<boolean> =>
    probe.by === 'log'
      ? [program.stdout, program.stderr].some(
          (output) => pattern !== null && findInTime(pattern, output.text()) !== null,
        )
      : node.isListening(probe.by, probe.port);
  const deadline = performance.now() + timeoutMs;
  while (!abort.aborted) {
    if (await holds()) return { ready: true };
    if (program.hasEnded)
      return {
        ready: false,
        program,
        reason: `${program.name} ended before it was ready${lastWords(program)}`,
      };
    if (performance.now() >= deadline) {
      return {
        ready: false,
        program,
        reason: `${program.name} was not ready after ${timeoutMs / 1000} s: ${describeProbe(probe)}${lastWords(program)}`,
      };
    }
    await pause(probeIntervalMs, abort);
  }
  return { ready: false, program, reason: 'interrupted' };
}

function describeProbe(probe: ReadyProbe): string {
  switch (probe.by) {
    case 'tcp':
      return `nothing listens on TCP port ${probe.port}`;
    case 'udp':
      return `nothing is bound to UDP port ${probe.port}`;
    case 'log':
      return `its output never matched /${probe.pattern}/`;
  }
}

/** The end of what it printed: mostly the reason. */
export function lastWords(program: ProgramInstance): string {
  const end = program.end;
  const how = end === null ? '' : end.signal === null ? ` (exit code ${end.exitCode})` : ` (${end.signal})`;
  const text = (program.stderr.text().trim() || program.stdout.text().trim())
    .split('\n')
    .slice(-3)
    .join(' | ');
  return text === '' ? how : `${how}; its last words: ${text.slice(-300)}`;
}
