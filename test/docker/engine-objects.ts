/** What an engine has, asked of the engine itself and not of the code under test. */

import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { connectEngine } from '../../src/runtime/docker/engine/connect.ts';

export async function engineSocket(): Promise<string> {
  const engine = await connectEngine();
  engine.close();
  return engine.facts.address.replace('unix://', '');
}

/** Such as `container 3f2a` and `volume 81cd`. @param runId null for any run's */
export async function leftOf(runId: string | null): Promise<string[]> {
  const socketPath = await engineSocket();
  const filters = encodeURIComponent(
    JSON.stringify({ label: [runId === null ? 'io.wirelab.run' : `io.wirelab.run=${runId}`] }),
  );
  const [containers, volumes, networks] = await Promise.all([
    ask(socketPath, `/containers/json?all=1&filters=${filters}`),
    ask(socketPath, `/volumes?filters=${filters}`),
    ask(socketPath, `/networks?filters=${filters}`),
  ]);
  // An engine that was killed and started again goes on listing some that it has removed: it knows no more of them.
  const known = (await Promise.all(
    (containers as { Id: string }[]).map(({ Id }) => ask(socketPath, `/containers/${Id}/json`)),
  )) as { Id?: string }[];
  return [
    ...known.flatMap(({ Id }) => (Id === undefined ? [] : [`container ${Id}`])),
    ...((volumes as { Volumes: { Name: string }[] | null }).Volumes ?? []).map(
      ({ Name }) => `volume ${Name}`,
    ),
    ...(networks as { Id: string }[]).map(({ Id }) => `network ${Id}`),
  ];
}

function ask(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path, agent: false }, (response) => resolve(json(response)))
      .on('error', reject)
      .end();
  });
}
