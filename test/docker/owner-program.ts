/** Makes two nodes in which a program runs, says so, and waits to be killed. */

import { pair } from '../runtime/topology.ts';
import { openDockerSandbox } from './docker-sandbox.ts';

const open = await openDockerSandbox(pair());
open.node('left').start({ argv: ['sleep', '1000'], env: {}, stdin: null });
process.stdout.write(`${open.runId}\n`);
