/** One engine's API, each refusal as an EnvironmentError. */

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import Docker from 'dockerode';
import { describeAddress, type EngineAddress, type TlsFiles } from './address.ts';
import { type AttachTarget, requestAttach } from './attach-request.ts';
import { engineFailure, statusOf } from './failure.ts';
import { sshAgent } from './ssh-agent.ts';

/** Docker Engine 20.10; Wirelab asks for nothing younger. */
export const oldestApi = '1.41';

export class EngineClient {
  readonly address: string;
  /** For this folder alone. */
  readonly docker: Docker;
  readonly #agent: HttpAgent;
  readonly #attachTarget: AttachTarget;

  /** @param apiVersion null to be told by the engine which it has */
  constructor(address: EngineAddress, apiVersion: string | null) {
    this.address = describeAddress(address);
    this.#agent = agentFor(address);
    this.#attachTarget = {
      connection: connectionOptions(address),
      agent: this.#agent,
      apiVersion: apiVersion ?? oldestApi,
    };
    // All keys are named: what is left out, docker-modem takes from the environment.
    this.docker = new Docker({
      socketPath: undefined,
      host: undefined,
      port: undefined,
      protocol: 'http',
      ca: undefined,
      cert: undefined,
      key: undefined,
      username: undefined,
      timeout: undefined,
      pathPrefix: '/',
      agent: this.#agent,
      ...connectionOptions(address),
      ...(apiVersion === null ? {} : { version: `v${apiVersion}` }),
    } as Docker.DockerOptions);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @param doing what is wanted, as in `the engine did not ${doing}` */
  async ask<T>(doing: string, request: (docker: Docker) => Promise<T>): Promise<T> {
    try {
      return await request(this.docker);
    } catch (error) {
      throw engineFailure(error, doing, this.address);
    }
  }

  /** To the streams of a container's main process. */
  async attach(container: string): Promise<Duplex> {
    return this.ask('attach to a container', () => requestAttach(this.#attachTarget, container));
  }

  /** As `ask`; null where the engine answers that there is no such thing. */
  async askFor<T>(doing: string, request: (docker: Docker) => Promise<T>): Promise<T | null> {
    try {
      return await request(this.docker);
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw engineFailure(error, doing, this.address);
    }
  }
}

/** What the API's types call a stream. */
export function asDuplex(stream: NodeJS.ReadWriteStream): Duplex {
  return stream as Duplex;
}

export function asReadable(stream: NodeJS.ReadableStream): Readable {
  return stream as Readable;
}

function connectionOptions(address: EngineAddress): object {
  switch (address.kind) {
    case 'unix':
      return { socketPath: address.path };
    case 'tcp': {
      const { host, port, tls } = address;
      return { host, port, ...(tls === null ? {} : { protocol: 'https', ...certificates(tls) }) };
    }
    case 'ssh':
      return { host: 'ssh-tunnel', port: 80 };
    default:
      return address satisfies never;
  }
}

function agentFor(address: EngineAddress): HttpAgent {
  if (address.kind === 'ssh') return sshAgent(address.destination);
  if (address.kind === 'unix' || address.tls === null) return new HttpAgent({ keepAlive: true });
  const { tls } = address;
  return new HttpsAgent({ ...certificates(tls), keepAlive: true, rejectUnauthorized: tls.verify });
}

function certificates({ ca, cert, key }: TlsFiles): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
