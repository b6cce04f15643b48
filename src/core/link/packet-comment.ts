/** What became of a packet, in the words that a capture shows beside it. */

import { type Cause, Mark, type PacketRecord } from './packet-record.ts';

type Remembered = Pick<PacketRecord, 'fate' | 'cause' | 'marks' | 'rule'>;

/** Null for a packet that nothing happened to but delay. Faults are numbered from 1, as in the lab's list. */
export function packetComment(record: Remembered, side: 'offered' | 'delivered'): string | null {
  const { marks, rule } = record;
  const fault = rule === null ? 'a fault' : `fault ${rule + 1}`;
  const has = (mark: number): boolean => (marks & mark) !== 0;
  const said: string[] = [];
  if (record.fate === 'lost' || record.fate === 'queue-drop') said.push(lossText(record.cause, fault));
  if (record.fate === 'underway') said.push('still under way at the end');
  if (has(Mark.corrupted)) said.push('corrupted');
  if (has(Mark.payloadCorrupted)) said.push('payload corrupted, with a good checksum');
  if (has(Mark.copy)) said.push('duplicate');
  else if (has(Mark.duplicated) && side === 'offered') said.push('duplicated');
  if (has(Mark.reordered)) said.push('held back, so that others overtake it');
  if (has(Mark.faultDelayed)) said.push(`delayed by ${fault}`);
  if (has(Mark.swapped)) said.push(`swapped by ${fault}`);
  const text = said.join(', ');
  if (rule !== null && text !== '' && !text.includes(fault)) return `${text} (${fault})`;
  return text === '' ? null : text;
}

function lossText(cause: Cause, fault: string): string {
  switch (cause) {
    case 'loss':
      return 'lost: loss';
    case 'fault':
      return `lost: ${fault}`;
    case 'down':
      return 'lost: link down';
    case 'no-receiver':
      return 'lost: nobody has this address, or the device took no more';
    case 'queue-full':
      return 'dropped: queue full';
    case 'codel':
      return 'dropped: CoDel';
    case 'memory':
      return 'dropped: too many frames under way';
    case 'none':
      return 'lost';
    default:
      return cause satisfies never;
  }
}
