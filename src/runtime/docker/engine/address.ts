/** Where engines listen, by the rules of the docker command line (docker(1), "Environment variables"; contexts). */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../../../core/environment-error.ts';

export type EngineAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null }
  | { readonly kind: 'ssh'; readonly destination: string };

export interface TlsFiles {
  readonly ca: Buffer | null;
  readonly cert: Buffer | null;
  readonly key: Buffer | null;
  /** Is the engine's certificate checked? */
  readonly verify: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The engine that somebody named, by DOCKER_HOST or by a context; else every place where one may be, in order.
 * Throws EnvironmentError where what was named can't be understood.
 */
export function engineAddresses(environment: Environment): readonly EngineAddress[] {
  const named = environment.DOCKER_HOST;
  if (named) return [parseAddress(named, 'DOCKER_HOST', certificates(environment))];
  const context = namedContext(environment);
  if (context !== null) return [contextAddress(configurationFolder(environment), context)];
  return defaultSockets(environment).map((path) => ({ kind: 'unix', path }));
}

/** Has somebody named an engine, which is then expected to be there? */
export function isEngineNamed(environment: Environment): boolean {
  return Boolean(environment.DOCKER_HOST) || namedContext(environment) !== null;
}

/** As DOCKER_HOST would have it. */
export function describeAddress(address: EngineAddress): string {
  switch (address.kind) {
    case 'unix':
      return `unix://${address.path}`;
    case 'tcp':
      return `tcp://${address.host}:${address.port}`;
    case 'ssh':
      return address.destination;
    default:
      return address satisfies never;
  }
}

function configurationFolder(environment: Environment): string {
  return environment.DOCKER_CONFIG || join(environment.HOME || homedir(), '.docker');
}

function defaultSockets(environment: Environment): string[] {
  const home = environment.HOME || homedir();
  const runtime = environment.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    '/run/podman/podman.sock',
    ...(runtime ? [join(runtime, 'podman/podman.sock')] : []),
  ];
}

function certificates(environment: Environment): TlsFiles | null {
  const folder = environment.DOCKER_CERT_PATH;
  const verify = Boolean(environment.DOCKER_TLS_VERIFY);
  return folder || verify ? readTls(folder || configurationFolder(environment), verify) : null;
}

function readTls(folder: string, verify: boolean): TlsFiles {
  const read = (name: string) => {
    const path = join(folder, name);
    return folder !== '' && existsSync(path) ? readFileSync(path) : null;
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem'), verify };
}

function parseAddress(text: string, origin: string, tls: TlsFiles | null): EngineAddress {
  if (text.startsWith('unix://')) return { kind: 'unix', path: text.slice('unix://'.length) };
  const url = URL.canParse(text) ? new URL(text) : null;
  switch (url?.protocol) {
    case 'ssh:':
      return { kind: 'ssh', destination: text };
    case 'tcp:':
    case 'http:':
    case 'https:': {
      const secure = tls ?? (url.protocol === 'https:' ? readTls('', true) : null);
      const port = url.port === '' ? (secure === null ? 2375 : 2376) : Number(url.port);
      return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, tls: secure };
    }
    default:
      throw new EnvironmentError(`${origin} is ${JSON.stringify(text)}, which names no engine`, {
        remedy: 'use unix:///path/of/docker.sock, tcp://HOST:PORT or ssh://USER@HOST',
      });
  }
}

function namedContext(environment: Environment): string | null {
  const name = environment.DOCKER_CONTEXT || currentContext(configurationFolder(environment));
  return name && name !== 'default' ? name : null;
}

function currentContext(configuration: string): string | null {
  try {
    const { currentContext: name } = JSON.parse(readFileSync(join(configuration, 'config.json'), 'utf8'));
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

/** Contexts are filed under the SHA-256 of their names. */
function contextAddress(configuration: string, name: string): EngineAddress {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configuration, 'contexts');
  let host: unknown;
  let skipVerify: unknown;
  try {
    const meta = JSON.parse(readFileSync(join(contexts, 'meta', id, 'meta.json'), 'utf8'));
    host = meta.Endpoints?.docker?.Host;
    skipVerify = meta.Endpoints?.docker?.SkipTLSVerify;
  } catch (cause) {
    throw new EnvironmentError(`the docker context ${JSON.stringify(name)} can't be read`, {
      remedy: 'choose another with `docker context use`, or set DOCKER_HOST',
      cause,
    });
  }
  const folder = join(contexts, 'tls', id, 'docker');
  const tls = existsSync(folder) ? readTls(folder, skipVerify !== true) : null;
  return parseAddress(String(host), `the docker context ${JSON.stringify(name)}`, tls);
}
