/** Removes what dead runs left in an engine: what carries the labels of a run whose owner is gone, nothing else. */

import type { EngineClient } from './client.ts';
import type { EngineReapReport, ReapedRun, ReapOptions } from './engine.ts';
import { type OwnedObject, ownedObjects, removeObjects } from './owned-objects.ts';
import { ownerState, parseOwner, thisOwner } from './run-label.ts';

export async function reapDeadRuns(
  client: EngineClient,
  { elsewhere: alsoElsewhere = false }: ReapOptions = {},
): Promise<EngineReapReport> {
  const here = thisOwner();
  const removed: ReapedRun[] = [];
  const stuck: ReapedRun[] = [];
  const elsewhere: ReapedRun[] = [];
  const byRun = new Map<string, OwnedObject[]>();
  for (const object of await ownedObjects(client, null)) {
    // One who writes no owner isn't of Wirelab, whatever else the labels say.
    if (parseOwner(object.owner) === null) continue;
    const key = `${object.run}\n${object.owner}`;
    byRun.set(key, [...(byRun.get(key) ?? []), object]);
  }
  for (const objects of byRun.values()) {
    const run = objects[0]?.run ?? '';
    const owner = parseOwner(objects[0]?.owner);
    if (owner === null) continue;
    const isRunning = objects.some((object) => object.isRunning);
    const state = ownerState(owner, here, isRunning);
    if (state === 'alive') continue;
    if (state === 'elsewhere' && !alsoElsewhere) {
      elsewhere.push(describe(run, objects));
      continue;
    }
    const { gone, left } = await removeObjects(client, objects);
    if (left.length > 0) stuck.push(describe(run, left));
    else removed.push(describe(run, gone));
  }
  return { removed, stuck, elsewhere };
}

function describe(run: string, objects: readonly OwnedObject[]): ReapedRun {
  return {
    run,
    resources: objects.map(({ kind, id }) => `${kind} ${kind === 'volume' ? id : id.slice(0, 12)}`),
  };
}
