/** What the events of a running case change in its view. */

import type { ProgramEnded, RunEvent } from '../core/event/event.ts';
import { advanceFlow, concludeFlow } from './flow-model.ts';
import { oneLine } from './line.ts';
import { type CaseView, directionKey, type FlowView, type Message, type ProgramView } from './view-state.ts';

type CaseEvent = Exclude<
  RunEvent,
  {
    type:
      | 'run-started'
      | 'submission-prepared'
      | 'case-started'
      | 'interrupted'
      | 'run-ended'
      | 'case-ended'
      | 'repeats-scored';
  }
>;

const messagesKept = 8;
const callsKept = 300;

export function reduceCase(view: CaseView, event: CaseEvent): CaseView {
  switch (event.type) {
    case 'node-ready':
      return { ...view, readyNodes: new Set([...view.readyNodes, event.node]) };
    case 'node-died':
      return say(
        { ...view, deadNodes: new Set([...view.deadNodes, event.node]) },
        { text: `${event.node} died: ${event.cause}`, tone: 'bad' },
      );
    case 'clock-started':
      return { ...view, clockStartedAt: event.at };
    case 'program-started':
      return withProgram(view, event.program, { status: 'running', outcome: null });
    case 'program-output':
      return say(view, { text: `${event.program}: ${lastLine(event.text)}`, tone: 'plain' });
    case 'program-ended': {
      const outcome = programOutcome(event);
      const ended = withProgram(view, event.program, { status: 'ended', outcome });
      return say(ended, { text: `${event.program} ${outcome}`, tone: 'plain' });
    }
    case 'system-call':
      return { ...view, calls: [...view.calls, event].slice(-callsKept) };
    case 'trace-ended':
      return { ...view, trace: event };
    case 'flow-progress':
      return withFlow(view, event.flow, (flow) => advanceFlow(flow, event.state));
    case 'flow-ended': {
      const ended = withFlow(view, event.flow, (flow) => concludeFlow(flow, event));
      if (event.completed) return ended;
      return say(ended, { text: `${event.flow}: ${event.reason ?? 'not completed'}`, tone: 'warn' });
    }
    case 'wire-progress': {
      const counters = new Map(view.counters);
      for (const direction of event.directions) {
        counters.set(directionKey(direction.link, direction.from), direction);
      }
      return { ...view, counters };
    }
    case 'impairment-changed': {
      const key = directionKey(event.link, event.from);
      return { ...view, impairments: new Map(view.impairments).set(key, event.impairment) };
    }
    case 'fault-fired':
      return say(view, {
        text: `fault ${event.rule + 1} on ${event.link} from ${event.from}: ${event.action}, ${event.packet}`,
        tone: 'warn',
      });
    case 'expectation-decided':
      return {
        ...view,
        outcomes: view.outcomes.map((old, index) => (index === event.index ? event.outcome : old)),
      };
    case 'preparation':
      return say(view, { text: event.message, tone: 'plain' });
    case 'warning':
      return say(view, { text: event.message, tone: 'warn' });
    case 'reference-measured':
    case 'environment-found':
    case 'case-metrics':
      return view;
    default:
      return event satisfies never;
  }
}

function withFlow(view: CaseView, name: string, change: (flow: FlowView) => FlowView): CaseView {
  const flows = view.flows.map((flow) => (flow.description.name === name ? change(flow) : flow));
  return { ...view, flows };
}

function withProgram(view: CaseView, name: string, program: ProgramView): CaseView {
  return { ...view, programs: new Map(view.programs).set(name, program) };
}

function programOutcome(event: ProgramEnded): string {
  if (event.limit !== null) return `ended by its ${event.limit} limit`;
  if (event.stopped) return 'stopped';
  if (event.signal !== null) return `killed by ${event.signal}`;
  return `exited with ${event.exitCode ?? 'no status'}`;
}

function say(view: CaseView, message: Message): CaseView {
  const messages = [...view.messages, { ...message, text: oneLine(message.text) }];
  return { ...view, messages: messages.slice(-messagesKept) };
}

function lastLine(text: string): string {
  return (
    text
      .trimEnd()
      .split(/[\r\n]/)
      .at(-1) ?? ''
  );
}
