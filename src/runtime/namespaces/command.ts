/** A command that somebody runs in a node by hand, on the streams that we were started with ourselves. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandOptions } from '../hands-on/command-options.ts';
import { OwnTerminal } from '../hands-on/own-terminal.ts';
import { PseudoTerminal } from '../hands-on/pseudo-terminal.ts';
import type { NamespacesEntrance } from '../runtime.ts';
import { descendantsOf } from './process-tree.ts';
import { withEnvironment } from './program.ts';
import { toolEnvironment } from './setup-process.ts';

/** In the node, still privileged. A terminal becomes the command's own: its Ctrl-C, its job control. */
const enterScript = `
folder=$1 terminal=$2
shift 2
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
cd "$folder" || exit 126
[ "$terminal" = no ] || exec setsid --ctty "$@"
exec "$@"
`;

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGCONT'] as const;
/** What a process that the command left behind may still print to the terminal. */
const lastWordsMs = 200;

/** @returns its exit status; 128 + n after signal n */
export async function runCommand(
  entrance: NamespacesEntrance,
  command: readonly string[],
  { environment, asProgram }: CommandOptions,
): Promise<number> {
  using terminal = OwnTerminal.find();
  const pseudo = terminal === null ? null : new PseudoTerminal(terminal.size);
  const end = pseudo?.commandEnd ?? 'inherit';
  const [file, ...args] = [
    // nsenter stops itself when its child is stopped, and would outlive us in that state; the child goes with it.
    ...dieWithParent,
    ...entrance.enter,
    ...['sh', '-c', enterScript, 'wirelab-exec', entrance.folder, pseudo === null ? 'no' : 'yes'],
    ...(asProgram ? entrance.confineAsProgram : entrance.confine),
    ...dieWithParent,
    ...withEnvironment({ ...entrance.environment, ...environment }, command),
  ];
  const child = spawn(file, args, {
    stdio: [end, end, process.stderr.isTTY ? end : 'inherit'],
    // A Ctrl-C on our terminal would end nsenter, and leave the command without anybody to wait for it.
    detached: true,
    env: toolEnvironment,
    cwd: '/',
  });
  const forward = (signal: NodeJS.Signals) => {
    const { pid } = child;
    if (pid === undefined) return;
    const inside = descendantsOf(pid);
    for (const target of signal === 'SIGCONT' || inside.length === 0 ? [pid, ...inside] : inside) {
      deliver(target, signal);
    }
  };
  for (const signal of forwarded) process.on(signal, forward);
  const shown = pseudo === null || terminal === null ? Promise.resolve() : connect(terminal, pseudo);
  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
    await Promise.race([shown, pause(lastWordsMs, undefined, { ref: false })]);
    return status;
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
    pseudo?.stream.destroy();
  }
}

const dieWithParent = ['setpriv', '--pdeathsig', 'KILL'] as const;

/** Resolves when all that the command printed has been read. */
function connect(terminal: OwnTerminal, pseudo: PseudoTerminal): Promise<void> {
  pseudo.closeCommandEnd();
  pseudo.stream.on('data', (bytes: Buffer) => terminal.write(bytes));
  terminal.connect(
    (bytes) => pseudo.stream.write(bytes),
    (size) => pseudo.resize(size),
  );
  return new Promise((resolve) => {
    pseudo.stream.once('close', resolve);
  });
}

function deliver(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
