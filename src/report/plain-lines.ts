/** The words for a single event in the plain report; null for those that make no line of their own. */

import type { FaultFired, RunEvent, RunStarted } from '../core/event/event.ts';
import { describeImpairment } from '../core/lab/describe-impairment.ts';
import { formatMetric, formatSeconds, plural } from '../core/text/figure.ts';
import { repeatScoringText } from '../core/verdict/repeats.ts';

export function eventLine(event: RunEvent): string | null {
  switch (event.type) {
    case 'case-started': {
      const again = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
      const limit = formatSeconds(event.timeLimitMs / 1000);
      const { repeat, hidden } = event;
      const which = repeat === undefined ? '' : `repeat ${repeat.index} of ${repeat.times}, `;
      const shown = hidden ? ', hidden from students' : '';
      return `case ${event.case}: ${which}seed ${event.seed}${again}, at most ${limit}${shown}`;
    }
    case 'submission-prepared': {
      const { submission, language, problem, hint } = event;
      if (problem === null) return `submission ${submission}: ${language ?? 'unknown language'}`;
      return `submission ${submission} can't be run: ${problem}${hint === null ? '' : ` (${hint})`}`;
    }
    case 'reference-measured': {
      const figures = Object.entries(event.metrics).map(
        ([name, value]) => `${name} ${formatMetric(name, value)}`,
      );
      return `case ${event.case}: the reference solution came to ${figures.join(', ')}`;
    }
    case 'repeats-scored': {
      const { passed, times, score, points, of, seed, verdict } = event;
      const counts = `${passed} of ${times} repeats passed, ${repeatScoringText(score)}`;
      return `case ${event.case}: ${counts}: ${verdict}, ${points} of ${plural(of, 'point')} (seed ${seed})`;
    }
    case 'clock-started':
      return 'all is ready, the clock starts';
    case 'node-died':
      return `node ${event.node} died: ${event.cause}`;
    case 'program-ended':
      return programEnded(event);
    case 'flow-ended':
      return event.completed
        ? `${event.flow} ended`
        : `${event.flow} ended early: ${event.reason ?? 'no reason given'}`;
    case 'impairment-changed': {
      const by = event.cause === 'hand' ? ', by hand' : '';
      return `${event.link} from ${event.from} is now: ${describeImpairment(event.impairment)}${by}`;
    }
    case 'fault-fired':
      return `${faultName(event)}: ${event.action} ${event.packet} (match ${event.nth})`;
    case 'preparation':
      return event.message;
    case 'warning':
      return `warning: ${event.message}`;
    case 'interrupted':
      return `interrupted by ${event.signal}`;
    default:
      return null;
  }
}

export function faultName({ rule, link, from }: FaultFired): string {
  return `fault ${rule + 1} on ${link} from ${from}`;
}

/** A program that ended well, or because we stopped it, is no news. */
function programEnded(event: Extract<RunEvent, { type: 'program-ended' }>): string | null {
  const after = `after ${formatSeconds(event.durationSeconds)}`;
  if (event.limit !== null) return `program ${event.program} was ended by its ${event.limit} limit ${after}`;
  if (event.stopped) return null;
  if (event.signal !== null) return `program ${event.program} was ended by ${event.signal} ${after}`;
  return event.exitCode === 0
    ? null
    : `program ${event.program} exited with ${event.exitCode ?? 'no status'} ${after}`;
}

/** Why this runtime and this emulator, where Wirelab chose them. */
function choices(environment: RunStarted['environment']): string[] {
  return Object.entries(environment)
    .filter(([fact]) => fact.endsWith(' because'))
    .map(([fact, why]) => `${fact} ${why}`);
}

export function runHeader(run: RunStarted): string[] {
  const { wirelab, kernel, node } = run.environment;
  return [
    run.title === '' ? run.lab : `${run.lab}: ${run.title}`,
    `${plural(run.cases.length, 'case')}, seed ${run.seed}, ${run.runtime} runtime, ${run.emulator} emulator, ` +
      `wirelab ${wirelab}, Linux ${kernel}, Node ${node}`,
    ...choices(run.environment),
  ];
}
