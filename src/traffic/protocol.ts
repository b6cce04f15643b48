/** What the driver and its agents say to each other: one JSON object a line, over stdin and stdout. */

import type { FlowState } from '../core/event/event.ts';
import type { TrafficSpec } from '../core/lab/lab.ts';
import type { StreamMeasurement } from '../core/measure/arrival-log.ts';
import type { LatencySummary } from '../core/measure/latency.ts';
import type { TcpSummary } from '../core/measure/tcp-summary.ts';
import type { FlowPlan } from '../core/plan/plan.ts';

/** `from` opens the connection and sends the data or the requests; `to` listens. */
export type Side = 'from' | 'to';

export interface AgentFlow {
  /** In datagrams' headers. */
  readonly id: number;
  readonly side: Side;
  readonly spec: TrafficSpec;
  readonly plan: FlowPlan;
}

export type AgentCommand =
  | { readonly do: 'open'; readonly flows: readonly AgentFlow[] }
  /** Times are on CLOCK_MONOTONIC. */
  | { readonly do: 'start'; readonly flow: string; readonly atNs: number }
  /** The other side sent all that it will. */
  | { readonly do: 'drain'; readonly flow: string; readonly sent: number; readonly lastSentAtNs: number }
  | { readonly do: 'stop'; readonly flow: string; readonly side: Side };

export type AgentMessage =
  | { readonly say: 'ready' }
  | { readonly say: 'unable'; readonly message: string }
  | { readonly say: 'reading'; readonly flow: string; readonly atNs: number; readonly reading: FlowReading }
  | { readonly say: 'report'; readonly flow: string; readonly side: Side; readonly report: SideReport };

/** What one side knows of a flow's state. */
export type FlowReading = Partial<Omit<FlowState, 'goodputBitsPerSecond'>> & {
  readonly receivedBytes?: number;
};

export type SideReport =
  | TcpReport
  | DatagramSenderReport
  | DatagramReceiverReport
  | RequesterReport
  | ResponderReport;

interface Ending {
  /** It ran its course. */
  readonly finished: boolean;
  /** What went wrong, in a few words. */
  readonly error: string | null;
}

export interface TcpReport extends Ending {
  readonly kind: 'tcp';
  /** From connect(2) to connected; null on the listening side, or if it never was. */
  readonly connectNs: number | null;
  readonly firstSentAtNs: number | null;
  readonly lastReadAtNs: number | null;
  /** Handed to the kernel. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly sha256Sent: string;
  readonly sha256Received: string;
  readonly tcp: TcpSummary | null;
  readonly answered: number;
  readonly latency: LatencySummary;
}

export interface DatagramSenderReport extends Ending {
  readonly kind: 'datagram-sender';
  readonly sent: number;
  readonly lastSentAtNs: number;
}

export interface DatagramReceiverReport extends Ending {
  readonly kind: 'datagram-receiver';
  readonly measurement: StreamMeasurement;
}

export interface RequesterReport extends Ending {
  readonly kind: 'requester';
  readonly sent: number;
  readonly answered: number;
  readonly duplicates: number;
  readonly corrupted: number;
  readonly lossPeriods: number;
  readonly latency: LatencySummary;
}

export interface ResponderReport extends Ending {
  readonly kind: 'responder';
}
