import { describe, expect, it } from 'vitest';
import { packetComment } from '../../../src/core/link/packet-comment.ts';
import { Mark } from '../../../src/core/link/packet-record.ts';

const plain = { fate: 'delivered', cause: 'none', marks: 0, rule: null } as const;

describe('a packet’s comment', () => {
  it.each([
    [{}, null],
    [{ marks: Mark.fragment }, null],
    [{ rule: 0 }, null],
    [{ fate: 'lost', cause: 'loss' }, 'lost: loss'],
    [{ fate: 'lost', cause: 'down' }, 'lost: link down'],
    [{ fate: 'lost', cause: 'fault', rule: 0 }, 'lost: fault 1'],
    [{ fate: 'queue-drop', cause: 'queue-full' }, 'dropped: queue full'],
    [{ fate: 'queue-drop', cause: 'codel', marks: Mark.corrupted }, 'dropped: CoDel, corrupted'],
    [{ fate: 'underway' }, 'still under way at the end'],
    [{ marks: Mark.corrupted }, 'corrupted'],
    [{ marks: Mark.corrupted, rule: 2 }, 'corrupted (fault 3)'],
    [{ marks: Mark.duplicated }, 'duplicated'],
    [{ marks: Mark.faultDelayed, rule: 1 }, 'delayed by fault 2'],
    [{ marks: Mark.swapped | Mark.duplicated, rule: 0 }, 'duplicated, swapped by fault 1'],
  ] as const)('of %j, offered, is %j', (some, comment) => {
    expect(packetComment({ ...plain, ...some }, 'offered')).toBe(comment);
  });

  it('calls only the copy a duplicate where both arrive', () => {
    expect(packetComment({ ...plain, marks: Mark.duplicated }, 'delivered')).toBeNull();
    const copy = { ...plain, marks: Mark.duplicated | Mark.copy };
    expect(packetComment(copy, 'delivered')).toBe('duplicate');
  });
});
