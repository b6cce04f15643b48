import { createContext, Script } from 'node:vm';
import { EnvironmentError } from '../core/environment-error.ts';
import type { FindPattern } from '../core/text/find-pattern.ts';

/** Far more than a pattern needs that doesn't backtrack without end: it takes milliseconds for a mebibyte. */
export const patternLimitMs = 5000;

const search = new Script('pattern.exec(text)');
const place: { pattern: RegExp | null; text: string } = { pattern: null, text: '' };
const context = createContext(place);

/**
 * The engine goes back and forth in some patterns, such as `^(a+)+$`, for longer than anybody waits, and holds up
 * everything else meanwhile. That is the lab's fault or the machine's, and never told as the student's.
 * @throws EnvironmentError after `patternLimitMs`
 */
export const findInTime: FindPattern = (pattern, text) => {
  Object.assign(place, { pattern, text });
  try {
    return search.runInContext(context, { timeout: patternLimitMs });
  } catch (cause) {
    // Of the context's own Error, not of ours.
    if ((cause as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    throw new EnvironmentError(
      `the lab's pattern /${pattern.source}/ was not matched within ${patternLimitMs / 1000} s against ${text.length} characters of output`,
      {
        cause,
        remedy: 'Write it so that it can match in one way only: no repetition of a repetition, as in (a+)+',
      },
    );
  } finally {
    Object.assign(place, { pattern: null, text: '' });
  }
};
