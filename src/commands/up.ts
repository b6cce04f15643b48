/** `wirelab up LAB`: a lab for hands-on use, for as long as this process runs. */

import { handsOnCase } from '../core/lab/hands-on-case.ts';
import type { Lab } from '../core/lab/lab.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { keepUp } from '../run/hands-on.ts';
import type { NotRaised } from '../run/raised-case.ts';
import { newRunId } from '../run/run-id.ts';
import { openStateFolder } from '../runtime/ledger/state-folder.ts';
import { claimLab, listUpLabs, type UpClaim } from '../runtime/ledger/up-register.ts';
import { detach } from './detach.ts';
import { exitStatus, statusOfVerdict } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';
import type { RunCommandOptions } from './run-options.ts';
import { readRunnableLab } from './runnable-lab.ts';
import { BackendSelection } from './select-backends.ts';
import { UpLines } from './up-lines.ts';

export interface UpOptions extends Pick<RunCommandOptions, 'runtime' | 'emulator' | 'seed' | 'set'> {
  readonly case?: string;
  readonly detach?: boolean;
}

export async function upCommand(argument: string, options: UpOptions, io: CommandIo): Promise<number> {
  const cases = options.case === undefined ? [] : [options.case];
  const lab = readRunnableLab(argument, { ...options, case: cases }, io, 'up');
  if (typeof lab === 'number') return lab;
  const stateFolder = openStateFolder();
  if (options.detach === true) return detach(lab.name, stateFolder, io);
  // From here on a signal ends the lab in order, however early it comes.
  using interruption = new Interruption();
  const claim = claimLab(stateFolder, lab.name);
  if ('owner' in claim) {
    io.stderr.write(
      `wirelab: ${lab.name} is up already, by process ${claim.owner.pid}: \`wirelab down ${lab.name}\` ends it\n`,
    );
    return exitStatus.invalid;
  }
  try {
    return await keepLabUp(lab, options, { claim, stateFolder, interruption, io });
  } finally {
    claim.release();
  }
}

interface Keeping {
  readonly claim: UpClaim;
  readonly stateFolder: string;
  readonly interruption: Interruption;
  readonly io: CommandIo;
}

async function keepLabUp(
  lab: Lab,
  options: UpOptions,
  { claim, stateFolder, interruption, io }: Keeping,
): Promise<number> {
  const [first] = lab.cases;
  if (first === undefined) throw new Error('Internal error: a lab without cases');
  const resolved = handsOnCase(first);
  const lines = new UpLines((text) => io.stdout.write(text));
  await using selection = new BackendSelection(options);
  selection.prepare();
  const backends = await selection.choose({ ...lab, cases: [first] });
  const outcome = await keepUp(
    {
      ...{ resolved, seed: lab.seed, runId: newRunId(), ...backends },
      emit: (event) => lines.onEvent(event),
      abort: interruption.signal,
    },
    {
      onReady: ({ nodes }) => {
        const isOnlyOne = listUpLabs(stateFolder).length === 1;
        const enter = (node: string) => `wirelab exec ${isOnlyOne ? '' : `--lab ${lab.name} `}${node} -- sh`;
        lines.ready(lab, resolved, backends, enter);
        claim.publish(nodes.map(({ name, entrance }) => ({ name, entrance })));
      },
      onEnding: () => claim.withdraw(),
    },
  );
  return farewell(lab.name, outcome, interruption, lines, io);
}

function farewell(
  lab: string,
  outcome: NotRaised,
  interruption: Interruption,
  lines: UpLines,
  io: CommandIo,
): number {
  if (outcome.ended === 'aborted') {
    lines.say(`${lab} is down, and all that was made for it is removed.`);
    return interruption.status ?? exitStatus.environment;
  }
  io.stderr.write(`wirelab: ${lab} is down: ${safeLine(outcome.reason)}\n`);
  return outcome.ended === 'unready' ? statusOfVerdict('invalid') : exitStatus.environment;
}
