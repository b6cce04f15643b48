/** One flow in one direction of one link: how far it has come, and the key of its packets' fates. */

import type { Conversation } from './conversation.ts';
import type { DirectionPlace } from './direction.ts';
import { type FateKey, fateKey } from './fate.ts';
import type { ChainState, LossChain } from './loss.ts';
import type { RecordedFlow } from './packet-record.ts';

export class Flow implements LossChain {
  /** Position in the record file's list of flows. */
  readonly index: number;
  readonly conversation: Conversation;
  /** The sender in this direction is the one that opened the conversation. */
  readonly isForward: boolean;
  readonly key: FateKey;
  /** Packets offered so far; the n of the last one. */
  n = 0;
  chain: ChainState = 'unset';
  /** Matching packets so far, by position of the rule among its direction's. */
  readonly faultCounts: number[] = [];
  /** Slots of swapped packets whose turn has come. */
  readonly held: number[] = [];
  readonly #direction: number;

  constructor(index: number, conversation: Conversation, isForward: boolean, place: DirectionPlace) {
    this.index = index;
    this.conversation = conversation;
    this.#direction = place.port;
    this.isForward = isForward;
    const { protocol, initiator, responder, port, ordinal } = conversation;
    const [sender, receiver] = isForward ? [initiator, responder] : [responder, initiator];
    const side = isForward ? 'request' : 'response';
    this.key = fateKey(
      place.seed,
      place.link,
      place.from,
      `${protocol}\n${sender}\n${receiver}\n${port}\n${side}\n${ordinal}`,
    );
  }

  described(): RecordedFlow {
    const direction = this.#direction;
    const { protocol, initiator, responder, port, ordinal } = this.conversation;
    const [from, to] = this.isForward ? [initiator, responder] : [responder, initiator];
    return { direction, protocol, from, to, port, ordinal };
  }
}
