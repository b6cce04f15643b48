import type { MeasureSpec } from '../lab/lab.ts';
import type { PacketWatch } from '../link/packet-watch.ts';

/** What a measure has the wire look out for; nothing if it isn't about packets. */
export function watchesOf({ definition }: MeasureSpec): PacketWatch[] {
  switch (definition.by) {
    case 'packets': {
      const { link, from, match, count } = definition;
      return [{ link, from, match, hashesPayload: count === 'repeated' || count === 'goodput' }];
    }
    case 'order':
      return definition.packets.map(({ from, match }) => ({
        link: definition.link,
        from,
        match,
        hashesPayload: false,
      }));
    case 'output':
    case 'fairness':
      return [];
    default:
      return definition satisfies never;
  }
}

/** Of all measures, one after the other. */
export function packetWatches(measures: readonly MeasureSpec[]): PacketWatch[] {
  return measures.flatMap(watchesOf);
}
