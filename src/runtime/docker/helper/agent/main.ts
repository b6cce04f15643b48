/**
 * The main process of a helper container. It runs tools and reads files for the orchestrator, far quicker than the
 * engine would, a command each. The end of its standard input means that the orchestrator is gone: it ends, the
 * container with it, and all that runs in there.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { clockIdentity } from '../clock-identity.ts';
import type { HelperAnswer, HelperRequest } from '../message.ts';
import { runTool } from './tool-run.ts';

const tunDevice = '/dev/net/tun';

function tell(answer: HelperAnswer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function answer(request: HelperRequest): Promise<HelperAnswer> {
  const { id } = request;
  switch (request.type) {
    case 'run': {
      const result = await runTool(request.argv, request.input, request.networkNamespace);
      return result === null
        ? { id, type: 'absent', tool: request.argv[0] ?? '' }
        : { id, type: 'ran', result };
    }
    case 'read':
      return { id, type: 'text', text: await readFile(request.path, 'utf8').catch(() => null) };
    case 'signal':
      process.kill(request.pid, request.signal);
      return { id, type: 'text', text: null };
    case 'clock':
      return { id, type: 'clock', monotonicNs: String(process.hrtime.bigint()) };
    default:
      return request satisfies never;
  }
}

/** An engine whose host made the device only after its start, or never did, though its kernel has it. */
function ensureTunDevice(): void {
  if (existsSync(tunDevice)) return;
  mkdirSync('/dev/net', { recursive: true });
  spawnSync('mknod', ['-m', '0600', tunDevice, 'c', '10', '200']);
}

function leave(): void {
  process.exit(0);
}

ensureTunDevice();
process.stdout.on('error', leave);
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const request = JSON.parse(line) as HelperRequest;
    void answer(request)
      .catch((error: Error) => ({ id: request.id, type: 'failed' as const, why: error.message }))
      .then(tell);
  })
  .on('close', leave);
process.stdin.on('error', leave);
tell({ id: 0, type: 'ready', pid: process.pid, clock: clockIdentity() });
