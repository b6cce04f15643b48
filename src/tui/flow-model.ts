/** A flow's view as its progress comes in, and its final figures. */

import type { FlowEnded, FlowState } from '../core/event/event.ts';
import type { FlowView } from './view-state.ts';

const historyLength = 120;

export function advanceFlow(flow: FlowView, state: FlowState): FlowView {
  const isCounted = state.phase !== 'waiting' && state.phase !== 'ended';
  const history = isCounted ? [...flow.history, state.goodputBitsPerSecond] : flow.history;
  return { ...flow, state, history: history.slice(-historyLength) };
}

/** The measured metrics take the place of the last progress, which may be a moment old. */
export function concludeFlow(flow: FlowView, ended: FlowEnded): FlowView {
  if (flow.state === null) return { ...flow, ended };
  const { state, history } = flow;
  const metric = (...names: string[]): number | null => {
    const value = names.map((name) => ended.metrics[name]).find((found) => typeof found === 'number');
    return typeof value === 'number' ? value : null;
  };
  const mean = history.reduce((sum, rate) => sum + rate, 0) / Math.max(1, history.length);
  const final: FlowState = {
    ...state,
    phase: 'ended',
    sent: metric('bytes_sent', 'sent') ?? state.sent,
    received: metric('bytes_received', 'received', 'answered') ?? state.received,
    // A stream of datagrams has no goodput metric: what it had on the whole, not in the last moment.
    goodputBitsPerSecond: metric('goodput') ?? mean,
    lost: metric('lost') ?? state.lost,
    duplicates: metric('duplicates') ?? state.duplicates,
    retransmits: metric('retransmits') ?? state.retransmits,
    rttSeconds: metric('rtt_p50', 'latency_p50') ?? state.rttSeconds,
    oneWayDelaySeconds: metric('delay_p50') ?? state.oneWayDelaySeconds,
  };
  return { ...flow, state: final, ended };
}
