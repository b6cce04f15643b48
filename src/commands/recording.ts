/** Runs something with its event log, its result, its reporters and what students may see around it. */

import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RunEnded } from '../core/event/event.ts';
import type { Lab } from '../core/lab/lab.ts';
import { foldResult, type RunResult } from '../core/result/result.ts';
import { eventLogWriter } from '../report/event-log-writer.ts';
import { fanOut, type NamedReporter } from '../report/fan-out.ts';
import { formatResult } from '../report/json.ts';
import { writeWhole } from '../report/write-file.ts';
import { EventStream } from '../run/event-stream.ts';

interface RecordingOptions {
  /** It exists. */
  readonly folder: string;
  readonly lab: Lab;
  readonly reporters: readonly NamedReporter[];
  readonly onFailure: (what: string) => void;
}

interface Recorded {
  /** Null when the user stopped it. */
  readonly ended: RunEnded | null;
  readonly result: RunResult;
}

const resolvedHeader = `# The lab as it was run: cases merged, addresses given, quantities in the units that the names say.
# A record, not a lab file: to run the lab again use its own file with the seed below.
`;

export async function record(
  { folder, lab, reporters, onFailure }: RecordingOptions,
  execute: (stream: EventStream) => Promise<RunEnded | null>,
): Promise<Recorded> {
  await writeWhole(join(folder, 'lab.yaml'), `${resolvedHeader}${stringify(lab)}`);
  const log = { name: 'events.ndjson', reporter: eventLogWriter(join(folder, 'events.ndjson')) };
  const all = fanOut([log, ...reporters], (name, error) =>
    onFailure(`reporter ${name}: ${error instanceof Error ? error.message : String(error)}`),
  );
  const stream = new EventStream();
  stream.subscribe((event) => all.onEvent(event));
  try {
    const ended = await execute(stream);
    const result = foldResult(stream.events);
    await writeWhole(join(folder, 'result.json'), formatResult(result));
    return { ended, result };
  } finally {
    await all.close();
  }
}
