/**
 * The reporter `plain`: a line for each event that matters, as it comes, then each case's figures
 * and verdict. Its text is a function of the events alone, so that it can be made again from them.
 */

import type { CaseEnded, FaultFired, RunEnded, RunEvent, RunStarted } from '../core/event/event.ts';
import { formatSeconds } from '../core/text/figure.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { withoutCommands } from './ci-command.ts';
import { OpenCase } from './open-case.ts';
import { eventLine, faultName, runHeader } from './plain-lines.ts';
import { repeatCommand } from './repeat-command.ts';
import type { Reporter, ReportSink } from './reporter.ts';
import { verdictBadge } from './verdict-badge.ts';

export interface PlainOptions {
  /** ANSI colours for the verdict words; the words are there either way. */
  readonly color: boolean;
}

export function plainReporter(sink: ReportSink, options: PlainOptions): Reporter {
  return new PlainReporter(sink, options);
}

/** Of each fault rule in a case, so many packets have lines of their own. */
const shownFaults = 20;

class PlainReporter implements Reporter {
  readonly #sink: ReportSink;
  readonly #color: boolean;
  #run: RunStarted | null = null;
  #case: OpenCase | null = null;

  constructor(sink: ReportSink, { color }: PlainOptions) {
    this.#sink = sink;
    this.#color = color;
  }

  onEvent(event: RunEvent): void {
    this.#case?.note(event);
    switch (event.type) {
      case 'run-started':
        this.#run = event;
        for (const line of runHeader(event)) this.#line(line);
        this.#line('');
        return;
      case 'submission-prepared':
        this.#timed(event.at, event.output === '' ? [] : event.output.trimEnd().split('\n'), '  ');
        break;
      case 'case-started':
        this.#case = new OpenCase(event);
        break;
      case 'program-output':
        this.#timed(event.at, this.#case?.output.add(event) ?? []);
        return;
      case 'program-ended':
        this.#timed(event.at, this.#case?.output.flush(event.program) ?? []);
        break;
      case 'fault-fired':
        this.#fault(event);
        return;
      case 'expectation-decided': {
        const { verdict, message } = event.outcome;
        this.#timed(event.at, [message], `${verdictBadge(verdict, this.#color)} `);
        return;
      }
      case 'case-ended':
        this.#timed(event.at, this.#case?.output.flush() ?? []);
        this.#endCase(event);
        return;
      case 'interrupted':
        this.#timed(event.at, this.#case?.output.flush() ?? []);
        break;
      case 'run-ended':
        this.#endRun(event);
        return;
      default:
    }
    const line = eventLine(event);
    if (line !== null) this.#timed(event.at, [line]);
  }

  async close(): Promise<void> {}

  #fault(event: FaultFired & { readonly at: number }): void {
    const name = faultName(event);
    const count = this.#case?.countFault(name) ?? 0;
    if (count <= shownFaults) this.#timed(event.at, [eventLine(event) ?? name]);
    else if (count === shownFaults + 1) this.#timed(event.at, [`${name}: from here on only counted`]);
  }

  #endCase(ended: CaseEnded & { readonly at: number }): void {
    const open = this.#case;
    this.#case = null;
    if (ended.superseded) {
      this.#timed(ended.at, [`this attempt doesn't count: ${ended.reason ?? 'no reason given'}`]);
      return;
    }
    this.#line('');
    for (const block of [...(open?.tables() ?? []), ended.sentences]) {
      for (const line of block) this.#line(line);
      if (block.length > 0) this.#line('');
    }
    const seed = ended.seed === this.#run?.seed ? '' : ` (seed ${ended.seed})`;
    this.#verdict(`case ${ended.case}${seed}`, ended);
    if (ended.reason !== null) this.#line(`Why: ${ended.reason}`);
    if (ended.verdict !== 'pass' && ended.verdict !== 'invalid' && this.#run !== null) {
      const butFor = open?.changedByHand ? ', but without what was changed by hand' : '';
      this.#line(`The same again (seed ${ended.seed}${butFor}): ${repeatCommand(this.#run, ended)}`);
    }
    this.#line('');
  }

  #endRun(ended: RunEnded): void {
    this.#verdict(this.#run?.lab ?? 'run', ended);
    this.#line(`All of it is in ${ended.folder}`);
  }

  #verdict(what: string, ended: CaseEnded | RunEnded): void {
    const { verdict, points, of, durationSeconds } = ended;
    const score = `${points} of ${of} ${of === 1 ? 'point' : 'points'} in ${formatSeconds(durationSeconds)}`;
    this.#line(`${what}: ${score}`, `${verdictBadge(verdict, this.#color)} `);
  }

  #timed(at: number, lines: readonly string[], badge = ''): void {
    for (const line of lines) this.#line(line, `${at.toFixed(3).padStart(9)}  ${badge}`);
  }

  /** Everything but the prefix may be someone else's text: this is the one way to the sink. */
  #line(text: string, prefix = ''): void {
    this.#sink.write(`${prefix}${withoutCommands(safeLine(text))}`.trimEnd().concat('\n'));
  }
}
