/** Builds a submission in a node of its own: no network, its own user, its own limits, gone afterwards. */

import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvironmentError } from '../core/environment-error.ts';
import type { NodeSpec } from '../core/lab/lab.ts';
import { planNodes } from '../core/plan/node-plan.ts';
import { homeFolder } from '../core/submission/graded-lab.ts';
import { problemOf, type SubmissionProblem } from '../core/submission/submission-problem.ts';
import { furnishHome } from '../run/home.ts';
import { OutputCapture } from '../run/output-capture.ts';
import { OutputDrain } from '../run/output-drain.ts';
import type { ProgramEnd, RunningNode, Runtime, SandboxOptions } from '../runtime/runtime.ts';

const mebibyte = 1024 * 1024;

const buildLimits = { memoryBytes: 1024 * mebibyte, pids: 256, files: 1024, timeMs: 60_000 } as const;
const outputBytes = 64 * 1024;
/** What /home/lab can hold at the most. */
const treeBytes = 128 * mebibyte;

export interface BuildTask {
  readonly runtime: Runtime;
  readonly sandbox: SandboxOptions;
  /** The node that the program will run on: the build has its image and its files. */
  readonly node: NodeSpec;
  /** For `sh -c`. */
  readonly command: string;
  /** Tar archives: of the source, and where that of all that is there after the build goes. */
  readonly source: string;
  readonly built: string;
  readonly abort: AbortSignal;
}

export type Build =
  | { readonly ended: 'built'; readonly output: string }
  | { readonly ended: 'refused'; readonly problem: SubmissionProblem }
  | { readonly ended: 'aborted' };

/** Throws EnvironmentError where the machine can't build; what the source is to blame for is returned. */
export async function buildSubmission(task: BuildTask): Promise<Build> {
  if (task.abort.aborted) return { ended: 'aborted' };
  await using sandbox = await task.runtime.open(task.sandbox);
  const close = (): void => void sandbox.close();
  task.abort.addEventListener('abort', close, { once: true });
  try {
    const [node] = await sandbox.createNodes(planNodes({ nodes: [buildNode(task.node)], links: [] }));
    if (node === undefined) throw new Error('Internal error: no node to build on');
    await furnishHome(node, task.source);
    const compiled = await compile(node, task.command);
    if (task.abort.aborted) return { ended: 'aborted' };
    if (compiled.end.exitCode !== 0 || compiled.end.limitHit !== null) {
      return { ended: 'refused', problem: buildProblem(task.command, compiled) };
    }
    const packed = await pack(node, task.built);
    if (task.abort.aborted) return { ended: 'aborted' };
    if (packed !== null) {
      return { ended: 'refused', problem: problemOf('build', packed, null, compiled.output) };
    }
    return { ended: 'built', output: compiled.output };
  } catch (error) {
    if (task.abort.aborted) return { ended: 'aborted' };
    throw error;
  } finally {
    task.abort.removeEventListener('abort', close);
  }
}

function buildNode(node: NodeSpec): NodeSpec {
  return {
    ...node,
    localhost: null,
    forward: false,
    sysctl: {},
    limits: buildLimits,
    capabilities: [],
    trace: false,
    internet: false,
  };
}

interface Compiled {
  readonly end: ProgramEnd;
  readonly output: string;
}

/** Both streams through one pipe: only so do they stay in their order. */
const compileScript = 'exec 2>&1; exec sh -c "$1"';

async function compile(node: RunningNode, command: string): Promise<Compiled> {
  const program = node.start({
    argv: ['sh', '-c', compileScript, 'build', command],
    env: {},
    stdin: null,
    folder: homeFolder,
  });
  const capture = new OutputCapture(outputBytes);
  const drain = new OutputDrain([program.stdout, program.stderr]);
  program.stderr.resume();
  program.stdout.on('data', (chunk: Buffer) => capture.push(chunk));
  const died = node.died.then((cause) => {
    throw new EnvironmentError(`the node that builds died: ${cause}`);
  });
  const end = await Promise.race([program.ended, died]);
  await drain.drained();
  // What it left running could go on writing while its results are packed.
  program.signal('SIGKILL');
  return { end, output: capture.text() };
}

function buildProblem(command: string, { end, output }: Compiled): SubmissionProblem {
  const failed = (how: string, hint: string) =>
    problemOf('build', `building it (${command}) ${how}`, hint, output);
  switch (end.limitHit) {
    case 'time':
      return failed(
        `took longer than the time limit of ${buildLimits.timeMs / 1000} s`,
        'does it wait for input?',
      );
    case 'memory':
      return failed(
        `needed more than the memory limit of ${buildLimits.memoryBytes / mebibyte} MiB`,
        'make the source smaller',
      );
    case null:
      return failed(
        end.signal === null ? `failed with exit code ${end.exitCode}` : `was ended by ${end.signal}`,
        'build it at home with the same command; below is what it said',
      );
  }
}

/** All that is in the folder, but not the folder itself, which is not its user's to change. */
const packScript = `
set --
for name in * .[!.]* ..?*; do
  if [ -e "$name" ] || [ -L "$name" ]; then set -- "$@" "./$name"; fi
done
[ $# -gt 0 ] || set -- --files-from /dev/null
exec tar -c -f - "$@"
`;

/** @returns why it can't be packed, null when it is */
async function pack(node: RunningNode, built: string): Promise<string | null> {
  const program = node.start({
    argv: ['sh', '-c', packScript, 'pack'],
    env: {},
    stdin: null,
    folder: homeFolder,
  });
  const complaint = new OutputCapture(2048);
  program.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > treeBytes) program.signal('SIGKILL');
      done(null, bytes > treeBytes ? undefined : chunk);
    },
  });
  const drain = new OutputDrain([program.stdout]);
  const written = pipeline(program.stdout, bounded, createWriteStream(built, { mode: 0o600 }));
  written.catch(() => {});
  const { exitCode } = await program.ended;
  await drain.drained();
  // Something may have opened the pipe and hold it: then the end of its data never comes.
  if (!program.stdout.readableEnded) program.stdout.destroy();
  const complete = await written.then(
    () => true,
    () => false,
  );
  if (bytes > treeBytes) return `the built files have more than ${treeBytes / mebibyte} MiB`;
  if (exitCode === 0 && complete) return null;
  await rm(built, { force: true });
  return `the built files can't be packed: ${complaint.text().trim() || `exit code ${exitCode}`}`;
}
