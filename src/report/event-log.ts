/** Reads events.ndjson back, trusting nothing in it. */

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { RunEvent } from '../core/event/event.ts';
import { eventSchema } from './event-schema.ts';

export interface EventLog {
  readonly events: readonly RunEvent[];
  /** The last line is half an event: the run was killed while it wrote. That event is left out. */
  readonly truncated: boolean;
}

export interface EventLogProblem {
  readonly problem: string;
}

const largestBytes = 256 * 1024 * 1024;

/** A file that can't be read or is no event log is a problem, told with the line and what is wrong in it. */
export async function readEventLog(path: string): Promise<EventLog | EventLogProblem> {
  const text = await readText(path);
  if (typeof text !== 'string') return text;
  const events: RunEvent[] = [];
  for (let start = 0, line = 1; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const last = end === -1;
    const content = text.slice(start, last ? text.length : end);
    start = last ? text.length : end + 1;
    const event = parseEvent(content);
    if ('problem' in event) {
      if (last && event.cut && events.length > 0) return { events, truncated: true };
      return { problem: `${path}:${line}: ${event.problem}` };
    }
    if (line === 1 && event.event.type !== 'run-started') {
      return { problem: `${path}:1: an event log begins with run-started, this with ${event.event.type}` };
    }
    events.push(event.event);
  }
  return events.length === 0
    ? { problem: `${path} is empty: no run left its events there` }
    : { events, truncated: false };
}

async function readText(path: string): Promise<string | EventLogProblem> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return { problem: `there is no ${path}: is that a run's folder?` };
    return { problem: `${path} can't be opened: ${error instanceof Error ? error.message : String(error)}` };
  }
  try {
    const status = await file.stat();
    if (!status.isFile()) return { problem: `${path} is not a regular file` };
    if (status.size > largestBytes)
      return { problem: `${path} is too large for an event log (over 256 MiB)` };
    return await file.readFile('utf8');
  } catch (error) {
    return { problem: `${path} can't be read: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    await file.close();
  }
}

type Parsed = { readonly event: RunEvent } | { readonly problem: string; readonly cut: boolean };

function parseEvent(line: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'this line is no JSON, so the file is no event log of a run', cut: true };
  }
  const checked = eventSchema.safeParse(value);
  // The value as it was read: the schema's copy has its keys in another order, which a report would show.
  if (checked.success) return { event: value as RunEvent };
  const [issue] = checked.error.issues;
  const where =
    issue === undefined || issue.path.length === 0 ? 'the event' : issue.path.map(String).join('.');
  return { problem: `this is no event of a run: ${where}: ${issue?.message ?? 'malformed'}`, cut: false };
}
