/**
 * A node's traffic agent, a process in the node's network. It takes commands from stdin and answers on
 * stdout; the end of stdin means that the orchestrator is gone, and ends it.
 */

import { onJsonLine } from '../json-lines.ts';
import type { AgentCommand } from '../protocol.ts';
import { NodeAgent } from './node-agent.ts';

const agent = new NodeAgent((message) => process.stdout.write(`${JSON.stringify(message)}\n`));

// However it comes to that.
process.on('exit', () => agent.release());

function leave(): void {
  process.exit(0);
}

process.stdout.on('error', leave);
onJsonLine(process.stdin, (command) => agent.obey(command as AgentCommand));
process.stdin.on('end', leave);
process.stdin.on('error', leave);
