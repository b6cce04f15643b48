import type { Result } from '../diagnostic/diagnostic.ts';

const longestTraceMs = 24 * 3600 * 1000;

/**
 * A mahimahi packet-delivery trace: one whole number of milliseconds a line, none less than the one
 * before; the last one's end is where the list repeats (mm-link(1)).
 */
export function parseDeliveryTrace(text: string): Result<readonly number[], string> {
  const opportunitiesMs: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const ms = Number(trimmed);
    if (!/^[0-9]+$/.test(trimmed) || ms > longestTraceMs) {
      return failed(index, `${JSON.stringify(trimmed.slice(0, 40))} is not a whole number of milliseconds`);
    }
    if (ms < (opportunitiesMs.at(-1) ?? 0)) return failed(index, 'the times must not decrease');
    opportunitiesMs.push(ms);
  }
  if (opportunitiesMs.length === 0) return { ok: false, error: 'the trace is empty' };
  if ((opportunitiesMs.at(-1) ?? 0) === 0) return { ok: false, error: 'the trace takes no time' };
  return { ok: true, value: opportunitiesMs };
}

function failed(index: number, message: string): Result<never, string> {
  return { ok: false, error: `line ${index + 1}: ${message}` };
}
