/** A Docker engine where the kernel has netem. */

import { fileURLToPath } from 'node:url';
import type { Guest } from './guest.ts';

const script = fileURLToPath(new URL('start-engine.sh', import.meta.url));

/**
 * @param guest booted with a prepared disk and 4 GiB
 * @returns the engine's DOCKER_HOST in the guest
 */
export async function startEngineIn(guest: Guest): Promise<string> {
  const { exitCode, stderr } = await guest.run(['setsid', 'bash', script], { timeoutSeconds: 90 });
  if (exitCode !== 0) throw new Error(`the guest's Docker engine doesn't come up:\n${stderr}`);
  return 'unix:///run/docker.sock';
}
