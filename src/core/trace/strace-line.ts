/** One line of strace(1), as `-f -ttt -T` writes it into a file: `PID SECONDS WHAT`. */

export type StraceLine =
  | (Stamp & {
      readonly is: 'call';
      readonly name: string;
      readonly args: string;
      /** As strace says it; null: the process ended within the call. */
      readonly result: string | null;
      readonly durationUs: number | null;
    })
  /** The first part of a call; another process's line stands before the rest. */
  | (Stamp & { readonly is: 'begun'; readonly name: string; readonly args: string })
  | (Stamp & { readonly is: 'resumed'; readonly name: string; readonly rest: string })
  | (Stamp & { readonly is: 'signal'; readonly signal: string })
  | (Stamp & { readonly is: 'end'; readonly how: string });

interface Stamp {
  readonly pid: number;
  /** Whole microseconds of CLOCK_REALTIME. */
  readonly atUs: number;
}

const stamped = /^(\d{1,10})\s+(\d{1,12})\.(\d{6}) (.*)$/s;
const ended = /^\+\+\+ (exited with \d+|killed by \w+(?: \(core dumped\))?) \+\+\+$/;
const signalled = /^--- (SIG\w+) /;
const resumed = /^<\.\.\. (\w+) resumed>(.*)$/s;
const opened = /^(\w+)\((.*)$/s;
const closed = /^(.*)\)\s+= (.+)$/s;
const timed = /^(.*?)(?: <(\d+)\.(\d{6})>)?$/s;
const unfinished = ' <unfinished ...>';

/** Null for what isn't such a line, or says nothing of a call, a signal or an end. */
export function parseStraceLine(line: string): StraceLine | null {
  const [, pidText, seconds, micros, what] = stamped.exec(line) ?? [];
  if (what === undefined) return null;
  const stamp = { pid: Number(pidText), atUs: Number(seconds) * 1e6 + Number(micros) };
  const how = ended.exec(what)?.[1];
  if (how !== undefined) return { ...stamp, is: 'end', how };
  const signal = signalled.exec(what)?.[1];
  if (signal !== undefined) return { ...stamp, is: 'signal', signal };
  const [, continued, rest] = resumed.exec(what) ?? [];
  if (continued !== undefined && rest !== undefined)
    return { ...stamp, is: 'resumed', name: continued, rest };
  const [, name, inside] = opened.exec(what) ?? [];
  if (name === undefined || inside === undefined) return null;
  if (inside.endsWith(unfinished))
    return { ...stamp, is: 'begun', name, args: inside.slice(0, -unfinished.length) };
  const end = parseCallEnd(inside);
  return end === null ? null : { ...stamp, is: 'call', name, ...end };
}

interface CallEnd {
  readonly args: string;
  readonly result: string | null;
  readonly durationUs: number | null;
}

/** What stands behind a call's opening bracket, to the line's end. */
export function parseCallEnd(text: string): CallEnd | null {
  const [, args, outcome] = closed.exec(text) ?? [];
  if (args === undefined || outcome === undefined) return null;
  const [, result = '', seconds, micros] = timed.exec(outcome) ?? [];
  return {
    args: args.endsWith(unfinished) ? args.slice(0, -unfinished.length) : args,
    result: result === '?' ? null : result,
    durationUs: seconds === undefined ? null : Number(seconds) * 1e6 + Number(micros),
  };
}
