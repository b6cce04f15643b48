/** `wirelab export gradescope LAB`: a graded lab as the zip archive that Gradescope takes for an autograder. */

import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { dockerNeeds } from '../core/backend/docker-needs.ts';
import { neededCommands, runScript, setupScript } from '../core/export/autograder.ts';
import type { Lab } from '../core/lab/lab.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { labFiles } from '../export/lab-files.ts';
import { type ZipFile, zip } from '../export/zip.ts';
import { productEntries } from '../images/product.ts';
import { writeWhole } from '../report/write-file.ts';
import { needsReference } from '../run/reference-run.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { readLab } from './read-lab.ts';

export interface ExportGradescopeOptions {
  /** `<lab>-gradescope.zip` unless given. */
  readonly out?: string;
  /** Whether this machine's Node goes along. */
  readonly node: boolean;
}

/** Of all that is installed, what no grading there needs. */
const otherParts = /^wirelab\/(labs|images|compose|schema)\//;

export async function exportGradescopeCommand(
  argument: string,
  options: ExportGradescopeOptions,
  io: CommandIo,
): Promise<number> {
  const lab = readLab(argument, {}, io);
  if (lab === null) return exitStatus.invalid;
  const say = (what: string): void => void io.stderr.write(`wirelab: ${safeLine(what)}\n`);
  const refuse = (problem: string): number => {
    say(problem);
    return exitStatus.invalid;
  };
  const { submission } = lab;
  if (submission === null) return refuse(`${argument}: it is no graded lab: it has no \`submission:\``);
  const [need] = dockerNeeds(lab);
  if (need !== undefined) return refuse(`${argument}: ${need}: no autograder of Gradescope's has containers`);
  const target = `labs/${lab.name}`;
  const withReference = lab.cases.some(needsReference);
  const files = labFiles(lab, submission, { target, withReference });
  if ('problem' in files) return refuse(files.problem);
  const withNode = options.node && !isSharedNode();
  const fileName = basename(lab.file);
  const labThere = fileName === 'lab.yaml' ? target : `${target}/${fileName}`;
  const out = resolve(options.out ?? `${lab.name}-gradescope.zip`);
  await writeWhole(
    out,
    await zip([
      script('setup.sh', setupScript(neededCommands(lab, submission), withNode)),
      script('run_autograder', runScript(labThere)),
      ...(withNode ? [{ name: 'node', content: readFileSync(process.execPath), executable: true }] : []),
      ...files,
      ...ownFiles(),
    ]),
  );
  if (options.node && !withNode)
    say('this Node needs libraries of this machine and stays here: the image must have one');
  if (withNode && process.arch !== 'x64')
    say(`this Node is for ${process.arch} and Gradescope's machines are x64: use --no-node`);
  const seconds = longestSeconds(lab, withReference);
  if (seconds > 540)
    say(`its cases may take ${Math.ceil(seconds / 60)} minutes: set the autograder's time-out accordingly`);
  io.stdout.write(`Made ${options.out ?? `${lab.name}-gradescope.zip`}\n`);
  return exitStatus.allHold;
}

function script(name: string, text: string): ZipFile {
  return { name, content: Buffer.from(text), executable: true };
}

function ownFiles(): ZipFile[] {
  return productEntries('wirelab')
    .map(({ header, content }) => ({
      name: header.name,
      content,
      executable: ((header.mode ?? 0) & 0o111) !== 0,
    }))
    .filter(({ name }) => !otherParts.test(name));
}

/** As some distributions build it: the program alone is of no use elsewhere. */
function isSharedNode(): boolean {
  const { variables } = process.config as unknown as { variables: Record<string, unknown> };
  return String(variables.node_shared) === 'true';
}

function longestSeconds({ cases }: Lab, withReference: boolean): number {
  const each = cases.map(({ timeLimitMs, repeat }) => (timeLimitMs / 1000) * (repeat?.times ?? 1));
  return each.reduce((sum, seconds) => sum + seconds, 0) * (withReference ? 2 : 1);
}
