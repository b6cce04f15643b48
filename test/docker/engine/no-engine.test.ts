/** Engines that aren't there, or won't do: each is one sentence, and what to do. */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../../src/core/environment-error.ts';
import { connectEngine } from '../../../src/runtime/docker/engine/connect.ts';
import { describeWith } from '../../support/requires.ts';

let folder: string;
let socket: string;
let server: Server | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-engine-'));
  chmodSync(folder, 0o755);
  socket = join(folder, 'docker.sock');
});

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = null;
  rmSync(folder, { recursive: true });
});

async function failure(host = `unix://${socket}`): Promise<{ message: string; remedy: string | null }> {
  try {
    await connectEngine({ DOCKER_HOST: host });
  } catch (error) {
    if (error instanceof EnvironmentError) return { message: error.message, remedy: error.remedy };
    throw error;
  }
  throw new Error('it connected');
}

async function serve(listener: RequestListener): Promise<void> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(socket, resolve));
}

function answerWith(version: object, info: object): RequestListener {
  return (request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(request.url?.endsWith('/version') ? version : info));
  };
}

describe('an engine', () => {
  it('that is not there', async () => {
    const { message, remedy } = await failure();
    expect(message).toBe(`the container engine at unix://${socket} is not there: no such socket`);
    expect(remedy).toContain('systemctl start docker');
  });

  it('that is down', async () => {
    const { message } = await failure('tcp://127.0.0.1:1');
    expect(message).toBe('the container engine at tcp://127.0.0.1:1 is down: nothing listens there');
  });

  it('that is too old', async () => {
    await serve(answerWith({ Version: '19.03', ApiVersion: '1.40', Os: 'linux', Arch: 'amd64' }, {}));
    const { message, remedy } = await failure();
    expect(message).toBe('the container engine is too old: version 19.03, API 1.40; Wirelab needs API 1.41');
    expect(remedy).toContain('upgrade');
  });

  it('that runs Windows containers', async () => {
    const version = { Version: '28', ApiVersion: '1.50', Os: 'windows', Arch: 'amd64' };
    await serve(answerWith(version, { OSType: 'windows' }));
    const { message, remedy } = await failure();
    expect(message).toBe(`the container engine at unix://${socket} runs windows containers`);
    expect(remedy).toContain('Linux containers');
  });

  it('that hangs up', async () => {
    await serve((request) => request.socket.destroy());
    const { message } = await failure();
    expect(message).toContain(`the container engine at unix://${socket} went away`);
  });

  it("that can't pull an image says why in its own words", async () => {
    const version = { Version: '28', ApiVersion: '1.50', Os: 'linux', Arch: 'amd64' };
    const answer = answerWith(version, { OSType: 'linux' });
    await serve((request, response) => {
      if (!request.url?.includes('/images/')) return answer(request, response);
      response.statusCode = request.method === 'GET' ? 404 : 500;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ message: 'no route to the registry' }));
    });
    const engine = await connectEngine({ DOCKER_HOST: `unix://${socket}` });
    try {
      await expect(engine.images.ensure('debian')).rejects.toThrow(
        "the image debian is not there and can't be pulled: no route to the registry",
      );
    } finally {
      engine.close();
    }
  });

  it('of which the oldest API is younger than ours is spoken to in that', async () => {
    const asked: (string | undefined)[] = [];
    const version = { Version: '99', ApiVersion: '1.60', MinAPIVersion: '1.44', Os: 'linux', Arch: 'x86_64' };
    const answer = answerWith(version, { OSType: 'linux', OperatingSystem: 'Docker Desktop' });
    await serve((request, response) => {
      asked.push(request.url);
      answer(request, response);
    });
    const engine = await connectEngine({ DOCKER_HOST: `unix://${socket}` });
    engine.close();
    expect(asked).toEqual(['/version', '/v1.44/info']);
    expect(engine.facts).toMatchObject({ name: 'Docker Desktop', architecture: 'amd64', isLocal: false });
  });
});

describeWith(['root'], 'an engine for others', () => {
  it('says that this user may not', async () => {
    await serve(answerWith({}, {}));
    chmodSync(socket, 0o600);
    process.seteuid?.(65_534);
    try {
      const { message, remedy } = await failure();
      expect(message).toBe(`the container engine at unix://${socket} may not be used by this user`);
      expect(remedy).toContain('usermod -aG docker');
    } finally {
      process.seteuid?.(0);
    }
  });
});
