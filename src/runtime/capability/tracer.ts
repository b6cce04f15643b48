/** Whether system calls can be traced (`trace: true`). */

import { spawnSync } from 'node:child_process';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { Lab } from '../../core/lab/lab.ts';
import { tracedNodes } from '../../core/trace/traced-packets.ts';
import { toolEnvironment } from '../namespaces/setup-process.ts';
import type { Finding } from './finding.ts';
import { findTool, installRemedy } from './tool.ts';

const patienceMs = 10_000;

/** Found out by a trial: a security module, a seccomp filter or Yama may forbid it. */
export function tracerHindrance(): { readonly why: string; readonly remedy: string } | null {
  if (findTool('strace') === null) return { why: 'not installed', remedy: installRemedy(['strace']) };
  const argv = ['-f', '--seccomp-bpf', '-q', '-y', '-o', '/dev/null', '--', 'true'];
  const tried = spawnSync('strace', argv, {
    env: toolEnvironment,
    timeout: patienceMs,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (tried.status === 0) return null;
  const words = (tried.stderr ?? '').trim().replace(/\s*\n\s*/g, '; ');
  return {
    why: `strace can't trace here: ${words || 'it failed'}`,
    remedy:
      'allow ptrace: `sudo sysctl kernel.yama.ptrace_scope=1`, or `--cap-add SYS_PTRACE` for the container; strace must be 5.3 or newer',
  };
}

export function tracerFinding(): Finding {
  const subject = 'strace';
  const hindrance = tracerHindrance();
  if (hindrance === null)
    return { subject, state: 'good', text: 'installed, system calls can be traced', remedy: null };
  const { why, remedy } = hindrance;
  return { subject, state: 'lacking', text: `${why}; labs with \`trace: true\` need it`, remedy };
}

/** Throws EnvironmentError where the lab has a traced node, and this runtime can't trace it. */
export function requireTracer(lab: Pick<Lab, 'cases'>, runtime: 'namespaces' | 'docker'): void {
  const traced = [...new Set(lab.cases.flatMap((resolved) => tracedNodes(resolved)))];
  if (traced.length === 0) return;
  const what = `\`trace: true\` of ${traced.join(', ')}`;
  if (runtime === 'docker') {
    throw new EnvironmentError(`${what}: in a container system calls are not recorded`, {
      remedy: 'use --runtime namespaces, where the lab needs no image of its own; or leave `trace` out',
    });
  }
  const hindrance = tracerHindrance();
  if (hindrance === null) return;
  throw new EnvironmentError(`${what} needs strace: ${hindrance.why}`, { remedy: hindrance.remedy });
}
