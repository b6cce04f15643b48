/** Makes one of each in an engine, says so, and waits to be killed. */

import { archiveOf, idleContainer, openFixture, testImage } from './engine-fixture.ts';

const { run } = await openFixture();
await Promise.all([
  idleContainer(run),
  run.createVolume(archiveOf({ name: 'a', content: 'a' }), testImage),
  run.createInternetNetwork([]),
]);
process.stdout.write(`${run.runId}\n`);
process.stdin.resume();
