/** Hears from an engine what becomes of a run's containers, and whether the engine itself is still there. */

import type { EngineClient } from './client.ts';
import { asReadable } from './client.ts';
import type { ContainerEvent, EngineWatch } from './engine.ts';
import { runLabel } from './run-label.ts';

interface EventMessage {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
}

/** A far engine can vanish without a word; a near one's sockets are closed by the kernel. */
const heartbeatMs = 5000;
const patienceMs = 15_000;

export async function watchContainers(
  client: EngineClient,
  runId: string,
  listener: (event: ContainerEvent) => void,
): Promise<EngineWatch> {
  const stream = asReadable(
    await client.ask('tell of events', (docker) =>
      docker.getEvents({
        filters: { type: ['container'], event: ['die', 'died', 'oom'], label: [`${runLabel}=${runId}`] },
      }),
    ),
  );
  let isClosed = false;
  let lose: (cause: string) => void = () => {};
  const lost = new Promise<string>((resolve) => {
    lose = (cause) => {
      if (!isClosed) resolve(cause);
    };
  });
  const gone = `the container engine at ${client.address} went away`;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = eventOf(line);
      if (event !== null && !isClosed) listener(event);
    }
  });
  stream.once('error', () => lose(gone));
  stream.once('close', () => lose(gone));
  stream.once('end', () => lose(gone));
  const heartbeat = client.address.startsWith('unix:') ? null : startHeartbeat(client, lose);
  return {
    lost,
    close() {
      isClosed = true;
      heartbeat?.stop();
      stream.destroy();
    },
  };
}

function startHeartbeat(client: EngineClient, lose: (cause: string) => void): { stop(): void } {
  let timer: NodeJS.Timeout;
  const silent = () => lose(`the container engine at ${client.address} does not answer any more`);
  const beat = () => {
    timer = setTimeout(silent, patienceMs).unref();
    client.docker.ping().then(() => {
      clearTimeout(timer);
      timer = setTimeout(beat, heartbeatMs).unref();
    }, silent);
  };
  timer = setTimeout(beat, heartbeatMs).unref();
  return { stop: () => clearTimeout(timer) };
}

function eventOf(line: string): ContainerEvent | null {
  if (line.trim() === '') return null;
  const { Action: name, Actor: actor } = JSON.parse(line) as EventMessage;
  // Podman's own word for it.
  const action = name === 'died' ? 'die' : name;
  const container = actor?.ID;
  if (container === undefined || (action !== 'die' && action !== 'oom')) return null;
  const exitCode = Number(actor?.Attributes?.exitCode);
  return { container, action, exitCode: action === 'die' && Number.isInteger(exitCode) ? exitCode : null };
}
