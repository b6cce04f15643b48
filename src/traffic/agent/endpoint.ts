import type { AgentFlow, FlowReading, SideReport } from '../protocol.ts';
import type { Alarm } from './alarm.ts';

/** One side of one flow, in the node. It reports exactly once. */
export interface Endpoint {
  /** Listens, or makes the socket that will connect. Throws where the machine can't. */
  open(): Promise<void>;
  /** For the side that begins. */
  start?(atNs: number): void;
  /** For a stream's receiver: the other side has sent all that it will. */
  drain?(sent: number, lastSentAtNs: number): void;
  /** Null before anything happened. */
  read(): FlowReading | null;
  /** Takes a sample of what only the kernel knows. */
  sample?(): void;
  /** Reports what there is, unless it has. */
  stop(): void;
  /** Lets go of its sockets. Until then late packets find a port that is open, and cause no ICMP error. */
  close(): void;
}

export interface EndpointContext {
  readonly flow: AgentFlow;
  readonly alarm: Alarm;
  /** From now on there is something to read. */
  activate(): void;
  report(report: SideReport): void;
}
