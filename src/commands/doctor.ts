/** `wirelab doctor`: what this machine can do, and for each thing it can't the remedy. */

import { surveyEngine } from '../runtime/capability/engine-survey.ts';
import type { Finding } from '../runtime/capability/finding.ts';
import { surveyMachine } from '../runtime/capability/survey.ts';
import { dockerRuntime } from '../runtime/docker/docker-runtime.ts';
import { namespacesRuntime } from '../runtime/namespaces/namespaces-runtime.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { netemFinding } from './netem-survey.ts';

const marks: Readonly<Record<Finding['state'], string>> = { good: 'ok', lacking: 'less', missing: 'NO' };

export async function doctorCommand(io: CommandIo): Promise<number> {
  const own = await surveyMachine(namespacesRuntime());
  const isReady = own.every(({ state }) => state !== 'missing');
  if (isReady) own.push(await netemFinding(namespacesRuntime(), 'netem'));
  const engine = await surveyEngine();
  const isDockerReady = engine.some(({ subject, state }) => subject === 'containers' && state === 'good');
  if (isDockerReady) engine.push(await netemFinding(dockerRuntime(), 'its netem'));
  for (const { subject, state, text, remedy } of [...own, ...engine]) {
    io.stdout.write(`${marks[state].padEnd(5)} ${subject.padEnd(12)} ${text}\n`);
    if (remedy !== null) io.stdout.write(`${' '.repeat(19)}remedy: ${remedy}\n`);
  }
  io.stdout.write(`\n${conclusion(isReady, isDockerReady)}\n`);
  return isReady || isDockerReady ? exitStatus.allHold : exitStatus.environment;
}

function conclusion(isReady: boolean, isDockerReady: boolean): string {
  if (isReady) return isDockerReady ? 'Labs can run here, in containers as well.' : 'Labs can run here.';
  return isDockerReady
    ? 'Labs can run here with --runtime docker.'
    : "Labs can't run here until what is marked NO is remedied.";
}
