/** A case kept up for people to try things on, until they have had enough of it. */

import { type NotRaised, type RaiseContext, type RaisedCase, raiseCase, startClock } from './raised-case.ts';

type HandsOnContext = Omit<RaiseContext, 'flows' | 'folder' | 'capture' | 'handsOn' | 'warned' | 'onLinks'>;

interface HandsOnListener {
  readonly onReady: (raised: Pick<RaisedCase, 'nodes'>) => void;
  /** All that was made is about to go. */
  readonly onEnding: () => void;
}

export async function keepUp(
  context: HandsOnContext,
  { onReady, onEnding }: HandsOnListener,
): Promise<NotRaised> {
  const whole: RaiseContext = {
    ...context,
    flows: [],
    folder: null,
    capture: false,
    handsOn: true,
    warned: new Set(),
    onLinks: () => {},
  };
  return raiseCase(whole, async (raised): Promise<NotRaised> => {
    onReady(raised);
    const { broken, aborted } = startClock(whole, raised);
    const end = await Promise.race([broken, aborted]);
    onEnding();
    return end === 'aborted' ? { ended: 'aborted' } : { ended: 'infra', reason: end.broken, again: false };
  });
}
