/**
 * Plays a made-up run on this terminal, to look at: `npx tsx test/tui/demo.tsx [two|router|star|segment|ring]`.
 * Keys are answered as a run would.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../src/core/event/event.ts';
import { createLiveView } from '../../src/tui/live-view.tsx';
import { caseEvents, ring, router, runEnded, segment, star, started, twoNodes } from './synthetic-run.ts';

const topologies = { two: twoNodes, router, star: star(5), segment, ring };
const choice = process.argv[2] ?? 'two';
const topology = Object.entries(topologies).find(([name]) => name === choice)?.[1] ?? twoNodes;

let at = 0;
const view = createLiveView({
  stdout: process.stdout,
  stdin: process.stdin,
  color: process.env.NO_COLOR === undefined,
  onCommand(command) {
    if (command.type === 'quit') {
      void view.unmount().then(() => process.exit(130));
      return;
    }
    const { link, from, impairment } = command;
    send({ at, type: 'impairment-changed', case: 'main', link, from, impairment, cause: 'hand' });
  },
});

function send(event: RunEvent): void {
  at = event.at;
  view.onEvent(event);
}

send(started);
for (const event of caseEvents(topology)) {
  const waitMs = (event.at - at) * 1000;
  if (waitMs > 0) await sleep(waitMs);
  send(event);
}
await sleep(1000);
send(runEnded);
await view.close();
