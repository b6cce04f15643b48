/** What the wire did to the packets of somebody's programs: which of them, when, and by what. */

import type { FlowDescription } from '../event/event.ts';
import { Mark, type PacketRecord, type RecordedFlow, type RecordHeader } from '../link/packet-record.ts';
import { formatCount, formatSeconds, plural } from '../text/figure.ts';

const namedPackets = 8;
const toldFlows = 12;

interface Story {
  packets: number;
  hurt: number;
  readonly named: string[];
}

/** One sentence for each flow that isn't one of Wirelab's own and had a packet that the wire didn't just pass on. */
export function packetSentences(
  header: RecordHeader,
  records: Iterable<PacketRecord>,
  ownFlows: readonly FlowDescription[],
): string[] {
  const isOwn = ({ protocol, port }: RecordedFlow) =>
    ownFlows.some((flow) => flow.port === port && flow.kind.startsWith(protocol));
  const stories = header.flows.map((flow): Story | null =>
    isOwn(flow) ? null : { packets: 0, hurt: 0, named: [] },
  );
  for (const record of records) {
    const story = stories[record.flow];
    if (story == null || (record.marks & Mark.copy) !== 0) continue;
    story.packets += 1;
    const fate = fateOf(record);
    if (fate === null) continue;
    story.hurt += 1;
    if (story.named.length >= namedPackets) continue;
    story.named.push(`number ${record.n} (at ${formatSeconds(record.arrivedNs / 1e9)}) ${fate}`);
  }
  return header.flows
    .flatMap((flow, index) => {
      const story = stories[index];
      return story == null || story.hurt === 0 ? [] : [sentence(flow, story)];
    })
    .slice(0, toldFlows);
}

function sentence(
  { protocol, from, to, port, ordinal }: RecordedFlow,
  { packets, hurt, named }: Story,
): string {
  const which = port > 0 ? ` port ${port}` : '';
  const again = ordinal > 1 ? `, conversation ${ordinal}` : '';
  const more = hurt > named.length ? `; and ${formatCount(hurt - named.length)} more` : '';
  const flow = `${from} to ${to}, ${protocol.toUpperCase()}${which}${again}`;
  return `${flow}: of ${plural(packets, 'packet')} ${named.join('; ')}${more}.`;
}

/** Null for a packet that was merely passed on. */
function fateOf(record: PacketRecord): string | null {
  const { fate, cause, marks, rule } = record;
  const has = (mark: number) => (marks & mark) !== 0;
  if (fate === 'queue-drop') return 'found the queue full';
  if (fate === 'lost') {
    if (cause === 'fault') return `was dropped by fault ${(rule ?? 0) + 1}`;
    if (cause === 'down') return 'was lost while the link was down';
    return cause === 'no-receiver' ? 'had nobody to receive it' : 'was lost';
  }
  const what = [
    ...(has(Mark.faultDelayed) ? ['was held back by a fault'] : []),
    ...(has(Mark.swapped) ? ['had to let others pass'] : []),
    ...(has(Mark.reordered) ? ['was reordered'] : []),
    ...(has(Mark.duplicated) ? ['was doubled'] : []),
    ...(has(Mark.corrupted) || has(Mark.payloadCorrupted) ? ['was damaged'] : []),
  ];
  return what.length === 0 ? null : what.join(' and ');
}
