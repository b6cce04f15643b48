/** What went wrong with an engine, in a sentence, and what to do about it. */

import { EnvironmentError } from '../../../core/environment-error.ts';

interface RequestFailure {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly json?: { readonly message?: unknown; readonly cause?: unknown } | null;
}

/** The HTTP status of the engine's answer; null when there was none. */
export function statusOf(error: unknown): number | null {
  return (error as RequestFailure).statusCode ?? null;
}

/** There is no socket where the engine would listen. */
export function isAbsent(failure: unknown): boolean {
  return ((failure as Error).cause as RequestFailure | undefined)?.code === 'ENOENT';
}

/** What the engine said; else what the connection did. */
export function reasonOf(error: unknown): string {
  const { json, message } = error as RequestFailure;
  return String(json?.message ?? json?.cause ?? message ?? error)
    .replace(/^\(HTTP code \d+\) .*? - /, '')
    .trim();
}

/** @param doing what was wanted, as in `the engine did not ${doing}` */
export function engineFailure(error: unknown, doing: string, address: string): EnvironmentError {
  if (error instanceof EnvironmentError) return error;
  const { code, statusCode } = error as RequestFailure;
  if (statusCode !== undefined) {
    return new EnvironmentError(`the container engine did not ${doing}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  const unreachable = (why: string, remedy: string) =>
    new EnvironmentError(`the container engine at ${address} ${why}`, { remedy, cause: error });
  switch (code) {
    case 'ENOENT':
      return unreachable('is not there: no such socket', startRemedy);
    case 'ECONNREFUSED':
      return unreachable('is down: nothing listens there', startRemedy);
    case 'EACCES':
    case 'EPERM':
      return unreachable(
        'may not be used by this user',
        'add yourself to the group docker (`sudo usermod -aG docker $USER`, then log in again), or use `--runtime namespaces`',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable("can't be found: no such host", 'check DOCKER_HOST, or the docker context');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ABORT_ERR':
      return unreachable('does not answer', 'check DOCKER_HOST, and that the engine is well (`docker info`)');
    case 'ECONNRESET':
    case 'EPIPE':
      return unreachable(`went away (wanted: ${doing})`, 'see why it stopped or restarted, then run again');
    default:
      return unreachable(
        `could not be asked to ${doing}: ${reasonOf(error)}`,
        'check DOCKER_HOST, or the docker context',
      );
  }
}

const startRemedy =
  'start it (`sudo systemctl start docker`, or open Docker Desktop), set DOCKER_HOST if it is elsewhere, or use `--runtime namespaces`';
