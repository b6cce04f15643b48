/**
 * Asks to be attached to a container's main process, without a body: Podman passes on whatever follows the head of
 * the request to the process, as its first input. (Docker Engine API, "Attach to a container".)
 */

import type { Agent, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface AttachTarget {
  /** Of the connection: a socket's path, or host and port with what TLS needs. */
  readonly connection: RequestOptions & { readonly protocol?: string };
  readonly agent: Agent;
  readonly apiVersion: string;
}

const streams = 'stream=1&stdin=1&stdout=1&stderr=1';

/** Rejects as dockerode does: with the engine's status and answer, or with the connection's error. */
export function requestAttach(
  { connection, agent, apiVersion }: AttachTarget,
  container: string,
): Promise<Duplex> {
  const { protocol = 'http', ...where } = connection;
  const request = protocol === 'https' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const attach = request({
      ...where,
      agent,
      method: 'POST',
      path: `/v${apiVersion}/containers/${container}/attach?${streams}`,
      headers: { Connection: 'Upgrade', Upgrade: 'tcp' },
    });
    attach.once('error', reject);
    attach.once('upgrade', (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    attach.once('response', (response) => {
      text(response).then((body) => {
        reject(Object.assign(new Error(body), { statusCode: response.statusCode, json: parsed(body) }));
      }, reject);
    });
    attach.end();
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
