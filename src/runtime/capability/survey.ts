import type { Runtime } from '../runtime.ts';
import type { Finding } from './finding.ts';
import { priorityFinding } from './raised-priority.ts';
import { toolFindings } from './tool.ts';
import { tracerFinding } from './tracer.ts';
import { trialFindings } from './trial.ts';
import { tunFinding } from './tun-device.ts';

/** Everything that matters for running labs here; makes a node and removes it again. */
export async function surveyMachine(runtime: Runtime): Promise<Finding[]> {
  const tun = tunFinding();
  // Without a device no node can be tried; the remedy is told once.
  const trial = tun.state === 'missing' ? [] : await trialFindings(runtime);
  return [
    { subject: 'node', state: 'good', text: `Node ${process.version} on Linux`, remedy: null },
    ...toolFindings(),
    tracerFinding(),
    tun,
    ...trial,
    priorityFinding(),
  ];
}
