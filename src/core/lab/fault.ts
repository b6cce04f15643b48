/** Scripted events on exactly chosen packets of one direction. */

export type TcpKind = 'syn' | 'syn-ack' | 'fin' | 'rst' | 'ack' | 'data' | 'any';
export type IcmpKind = 'echo' | 'echo-reply' | 'unreachable' | 'too-big' | 'any';

/** Keys combine as and, a list under a key as or; an absent key matches everything. */
export interface PacketMatch {
  readonly tcp?: readonly TcpKind[];
  readonly udp?: readonly 'any'[];
  readonly icmp?: readonly IcmpKind[];
  /** Source or destination. */
  readonly port?: readonly number[];
  readonly ip?: readonly (4 | 6)[];
  readonly fragment?: boolean;
  /** Byte strings, any of which occurs in the transport payload; each as hex. */
  readonly containsHex?: readonly string[];
}

/** Which of the matching packets, counted from 1 per rule and flow. */
export type NthSelector =
  | { readonly of: 'all' }
  | { readonly of: 'list'; readonly indexes: readonly number[] }
  | { readonly of: 'every'; readonly period: number }
  | { readonly of: 'range'; readonly from: number; readonly to: number | null };

export type FaultAction =
  | { readonly do: 'drop' }
  | { readonly do: 'duplicate' }
  | { readonly do: 'corrupt' }
  | { readonly do: 'corrupt-payload' }
  | { readonly do: 'delay'; readonly delayMs: number }
  /** So many packets of the flow go first; after 1 s it goes anyway. */
  | { readonly do: 'swap'; readonly packets: number };

export interface FaultSpec {
  readonly link: string;
  /** The sending node; null: every direction of the link. */
  readonly from: string | null;
  readonly match: PacketMatch;
  readonly nth: NthSelector;
  readonly action: FaultAction;
}
