/** Opens a helper container with a process in it, says which, and waits to be killed. */

import { HelperHost } from '../../../src/runtime/docker/helper/helper-host.ts';
import { openFixture } from '../engine/engine-fixture.ts';

const { engine, run } = await openFixture();
const host = await HelperHost.open(engine, run);
const child = host.spawn(['sh', '-c', 'echo $$; exec sleep 1000']);
const pid = await new Promise((resolve) => child.stdout?.once('data', resolve));
process.stdout.write(`${run.runId} ${String(pid).trim()}\n`);
process.stdin.resume();
