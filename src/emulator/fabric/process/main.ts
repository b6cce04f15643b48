/** The fabric's process. Its lifeline is standard input: when that ends, so does it. */

import { Channel } from './channel.ts';
import { Fabric } from './fabric.ts';
import { raisePriority } from './priority.ts';
import { warmUp } from './warm-up.ts';

// A terminal's Ctrl-C reaches the whole group; when the wire ends is the orchestrator's to say.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

const channel = new Channel();
// At ordinary priority: other fabrics, whose packets are on their way, go first.
warmUp();
channel.send({ type: 'ready', facts: { 'fabric.priority': raisePriority() } });
new Fabric(channel).run();
process.exit();
