/** `wirelab doctor`: what this machine can do, and for each thing it can't the remedy. */

import type { Finding } from '../runtime/capability/finding.ts';
import { surveyMachine } from '../runtime/capability/survey.ts';
import { namespacesRuntime } from '../runtime/namespaces/namespaces-runtime.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';

const marks: Readonly<Record<Finding['state'], string>> = { good: 'ok', lacking: 'less', missing: 'NO' };

export async function doctorCommand(io: CommandIo): Promise<number> {
  const findings = await surveyMachine(namespacesRuntime());
  for (const { subject, state, text, remedy } of findings) {
    io.stdout.write(`${marks[state].padEnd(5)} ${subject.padEnd(12)} ${text}\n`);
    if (remedy !== null) io.stdout.write(`${' '.repeat(19)}remedy: ${remedy}\n`);
  }
  const ready = findings.every((finding) => finding.state !== 'missing');
  io.stdout.write(
    ready ? '\nLabs can run here.\n' : "\nLabs can't run here until what is marked NO is remedied.\n",
  );
  return ready ? exitStatus.allHold : exitStatus.environment;
}
