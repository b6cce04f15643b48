/** What dead runs left is removed; what lives, is somebody else's, or only looks like ours, is left alone. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownProcess } from '../../../src/own-process.ts';
import { engineAddresses } from '../../../src/runtime/docker/engine/address.ts';
import { EngineClient, oldestApi } from '../../../src/runtime/docker/engine/client.ts';
import {
  ownerLabel,
  ownerState,
  parseOwner,
  runLabel,
  runLabels,
  thisOwner,
} from '../../../src/runtime/docker/engine/run-label.ts';
import { describeWith } from '../../support/requires.ts';
import { type EngineFixture, idleContainer, openFixture, testImage } from './engine-fixture.ts';

describe('the owner of a run', () => {
  const here = thisOwner();
  const never = { ...here, pid: 4_194_305 };

  it('is found again in the labels', () => {
    expect(parseOwner(runLabels('r')[ownerLabel])).toEqual(here);
  });

  it.each(['', 'somebody', 'a b 0 1 h', 'a b -1 1 h', 'a b 1 x h', 'a b 1 1', 'a b 1 1 h more'])(
    'is nobody where the label is %j',
    (label) => {
      expect(parseOwner(label)).toBeNull();
    },
  );

  it.each([
    ['we ourselves', here, true, 'alive'],
    ['a process that has ended', never, true, 'dead'],
    ['one of the same ID that started at another time', { ...here, startTime: '1' }, true, 'dead'],
    ['in another PID namespace', { ...never, pidNamespace: 'pid:[1]' }, false, 'elsewhere'],
    ['on another machine', { ...never, boot: 'b', hostName: 'far away' }, false, 'elsewhere'],
    ['of before this machine was started', { ...never, boot: 'b' }, false, 'dead'],
    ['on another machine of the same name', { ...never, boot: 'b' }, true, 'elsewhere'],
  ] as const)('%s', (_who, owner, isRunning, state) => {
    expect(ownerState(owner, here, isRunning)).toBe(state);
  });
});

describeWith(['docker'], 'reaping in an engine', () => {
  let fixture: EngineFixture;
  let client: EngineClient;

  beforeAll(async () => {
    fixture = await openFixture();
    const [address] = engineAddresses(process.env);
    if (address === undefined) throw new Error('no engine');
    client = new EngineClient(address, oldestApi);
  });

  afterAll(async () => {
    client?.close();
    await fixture?.[Symbol.asyncDispose]();
  });

  async function foreignContainer(name: string, labels: Record<string, string>): Promise<string> {
    const { id } = await client.docker.createContainer({
      name,
      Image: testImage,
      Cmd: ['sleep', 'infinity'],
      Labels: labels,
      HostConfig: { NetworkMode: 'none' },
    });
    return id;
  }

  async function isThere(id: string): Promise<boolean> {
    return (await client.askFor('inspect', (docker) => docker.getContainer(id).inspect())) !== null;
  }

  it('removes all that a killed run made', async () => {
    const [node = '', ...args] = ownProcess(new URL('./owner-program.ts', import.meta.url));
    const owner = spawn(node, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const [runId] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    const before = await fixture.engine.reapDeadRuns();
    expect(before.removed.map(({ run }) => run)).not.toContain(runId);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const reaped = await fixture.engine.reapDeadRuns();
    const mine = reaped.removed.find(({ run }) => run === runId);
    expect(mine?.resources.map((resource) => resource.split(' ')[0]).sort()).toEqual([
      'container',
      'network',
      'volume',
    ]);
    const after = await fixture.engine.reapDeadRuns();
    expect(after.removed.map(({ run }) => run)).not.toContain(runId);
  });

  it('leaves alone what lives, what is elsewhere, and what only looks like ours', async () => {
    const living = await idleContainer(fixture.run);
    const { runId } = fixture.run;
    const dead = { ...thisOwner(), pid: 4_194_305 };
    const label = (owner: typeof dead) =>
      [owner.boot, owner.pidNamespace, owner.pid, owner.startTime, owner.hostName].join(' ');
    const elsewhere = `${runId}-elsewhere`;
    const foreign = await Promise.all([
      foreignContainer(`wirelab-${runId}-client`, {}),
      foreignContainer(`wirelab-${runId}-run-only`, { [runLabel]: `${runId}-x` }),
      foreignContainer(`wirelab-${runId}-nonsense`, { [runLabel]: `${runId}-y`, [ownerLabel]: 'me' }),
      foreignContainer(`wirelab-${runId}-owner-only`, { [ownerLabel]: label(dead) }),
      foreignContainer(`wirelab-${runId}-far`, {
        [runLabel]: elsewhere,
        [ownerLabel]: label({ ...dead, boot: 'another', hostName: 'far-away' }),
      }),
    ]);
    try {
      const { removed, elsewhere: far } = await fixture.engine.reapDeadRuns();
      expect(removed.map(({ run }) => run).filter((run) => run.startsWith(runId))).toEqual([]);
      expect(far.map(({ run }) => run)).toContain(elsewhere);
      await fixture.run.removeAll();
      expect(await Promise.all(foreign.map(isThere))).toEqual(foreign.map(() => true));
      expect(await isThere(living.id)).toBe(false);
    } finally {
      await Promise.all(foreign.map((id) => client.docker.getContainer(id).remove({ force: true })));
    }
  });
});
