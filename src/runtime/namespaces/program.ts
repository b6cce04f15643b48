/** Somebody's program in a node: entered, confined, signalled and timed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { processorShare } from '../processor-share.ts';
import type { ProgramEnd, ProgramLaunch, RunningProgram } from '../runtime.ts';
import type { ProgramGroup } from './cgroup.ts';
import { inheritedDescriptors } from './inherited-descriptors.ts';
import { openOutputPipe } from './output-pipe.ts';
import { descendantsOf, schedstatOf } from './process-tree.ts';
import { toolEnvironment } from './setup-process.ts';
import { ownStandardError, tracerArgv } from './tracer.ts';

/** In the node, still privileged: joins its control groups (open descriptors from 3 on), then becomes the rest. */
const enterScript = `
groups=$1 folder=$2
shift 2
[ "$groups" -lt 1 ] || { echo 0 >&3; } 2>/dev/null || { echo 'wirelab: cannot apply the limits' >&2; exit 125; }
[ "$groups" -lt 2 ] || { echo 0 >&4; } 2>/dev/null || { echo 'wirelab: cannot apply the limits' >&2; exit 125; }
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
cd "$folder" || exit 126
exec setsid "$@"
`;

const graceMs = 1000;
const retryMs = 2;

export interface ProgramPlace {
  /** argv of nsenter(1) into all of the node's namespaces. */
  readonly enter: readonly string[];
  readonly folder: string;
  readonly confine: (argv: readonly string[]) => string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly group: ProgramGroup | null;
  readonly timeLimitMs: number | null;
}

/** Through env(1), after privileges are gone: a lab's LD_PRELOAD must not reach our own tools. */
export function withEnvironment(
  environment: Readonly<Record<string, string>>,
  argv: readonly string[],
): string[] {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  // env would take a command with an equals sign for one more variable.
  const shielded = argv[0]?.includes('=') ? ['sh', '-c', 'exec "$@"', 'sh', ...argv] : argv;
  return ['env', '-i', ...assignments, ...shielded];
}

export function startProgram(
  launch: ProgramLaunch,
  place: ProgramPlace,
): RunningProgram & { child: ChildProcess } {
  const { group } = place;
  const joins = (group?.joinFiles ?? []).map((path) => openSync(path, 'w'));
  const input = launch.stdin === null ? null : openSync(launch.stdin, 'r');
  const startedAt = performance.now();
  const nothing = openSync('/dev/null', 'r');
  const stdout = openOutputPipe();
  const stderr = openOutputPipe();
  const trace = launch.isTraced === true ? openOutputPipe() : null;
  const outputs = [stdout, stderr, ...(trace === null ? [] : [trace])];
  const stdio = [
    input ?? nothing,
    stdout.writeEnd,
    stderr.writeEnd,
    ...joins,
    ...(trace === null ? [] : [trace.writeEnd]),
  ];
  const [file, ...args] = [
    // nsenter stops itself when its child is stopped, and would outlive us in that state.
    'setpriv',
    '--pdeathsig',
    'KILL',
    ...place.enter,
    ...(trace === null ? [] : tracerArgv(stdio.indexOf(trace.writeEnd))),
    'sh',
    '-c',
    trace === null ? enterScript : ownStandardError + enterScript,
    'wirelab-enter',
    String(joins.length),
    place.folder,
    ...place.confine(withEnvironment({ ...place.environment, ...launch.env }, launch.argv)),
  ];
  const child = spawn(file, args, {
    stdio: withoutInherited(stdio, nothing),
    detached: true,
    env: toolEnvironment,
    cwd: '/',
  });
  for (const descriptor of [nothing, ...joins]) closeSync(descriptor);
  if (input !== null) closeSync(input);
  for (const pipe of outputs) pipe.closeWriteEnd();

  let over = false;
  const members = () => [
    // Once it has ended its process ID may be somebody else's.
    ...(over || child.pid === undefined ? [] : descendantsOf(child.pid)),
    ...(group?.pids() ?? []),
  ];
  const signal = (name: NodeJS.Signals) => {
    const targets = new Set(members());
    for (const pid of targets) deliver(pid, name);
    // nsenter(1) stops itself when the program is stopped, and would never hear of its end.
    if ((name === 'SIGCONT' || name === 'SIGKILL') && !over && child.pid !== undefined)
      deliver(child.pid, 'SIGCONT');
    const missed = targets.size === 0 ? !over : name === 'SIGKILL';
    // It has not entered the node yet, or forks faster than it is killed.
    if (missed) setTimeout(() => signal(name), retryMs).unref();
  };

  let timedOut = false;
  const timers: NodeJS.Timeout[] = [];
  if (place.timeLimitMs !== null) {
    timers.push(
      setTimeout(() => {
        timedOut = true;
        signal('SIGTERM');
        timers.push(setTimeout(() => signal('SIGKILL'), graceMs));
      }, place.timeLimitMs),
    );
  }
  const ended = new Promise<ProgramEnd>((resolve) => {
    const finish = (exitCode: number | null, endSignal: string | null) => {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      resolve({
        exitCode,
        signal: endSignal,
        durationMs: performance.now() - startedAt,
        peakMemoryBytes: group?.peakMemoryBytes() ?? null,
        processLimitReached: group?.wasRefusedProcesses() ?? false,
        limitHit: group?.ranOutOfMemory() ? 'memory' : timedOut ? 'time' : null,
      });
    };
    child.once('exit', finish);
    child.once('error', () => finish(127, null));
  });
  return {
    child,
    stdout: stdout.readable,
    stderr: stderr.readable,
    trace: trace?.readable ?? null,
    ended,
    signal,
    processorShare: async () => processorShare(members().map(schedstatOf).join('')),
  };
}

/** A shell closes descriptors of one digit only: in place of the others there is /dev/null. */
function withoutInherited(stdio: readonly number[], nothing: number): ('ignore' | number)[] {
  const all: ('ignore' | number)[] = [...stdio];
  for (const descriptor of inheritedDescriptors()) {
    while (all.length <= descriptor) all.push('ignore');
    if (descriptor >= stdio.length) all[descriptor] = nothing;
  }
  return all;
}

function deliver(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
