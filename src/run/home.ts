/** What a node has in /home/lab from the start: private to it, and gone with it. */

import { EnvironmentError } from '../core/environment-error.ts';
import type { ResolvedCase } from '../core/lab/lab.ts';
import { homeFolder } from '../core/submission/graded-lab.ts';
import type { RunningNode } from '../runtime/runtime.ts';
import { OutputCapture } from './output-capture.ts';
import { OutputDrain } from './output-drain.ts';

/** Before the case's programs start. Throws EnvironmentError where a home can't be filled. */
export async function furnishHomes(
  { nodes: specs }: Pick<ResolvedCase, 'nodes'>,
  nodes: ReadonlyMap<string, RunningNode>,
): Promise<void> {
  await Promise.all(
    specs.map(async ({ name, home }) => {
      const node = nodes.get(name);
      if (node !== undefined && home !== undefined) await furnishHome(node, home);
    }),
  );
}

/**
 * The archive is unpacked in the node, by its own user under its own limits: whatever is in it, it never
 * comes near this machine's files.
 */
export async function furnishHome(node: RunningNode, archive: string): Promise<void> {
  const program = node.start({
    argv: ['tar', '-x', '-o', '-f', '-'],
    env: {},
    stdin: archive,
    folder: homeFolder,
    isPreparation: true,
  });
  const complaint = new OutputCapture(2048);
  const drain = new OutputDrain([program.stdout, program.stderr]);
  program.stdout.resume();
  program.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
  const { exitCode, signal } = await program.ended;
  await drain.drained();
  if (exitCode === 0) return;
  const why = complaint.text().trim().replaceAll('\n', '; ');
  throw new EnvironmentError(
    `the files can't be put into ${homeFolder} on node ${node.name}: ${why || `tar ended with ${signal ?? exitCode}`}`,
    exitCode === 127 ? { remedy: 'The image needs tar' } : {},
  );
}
