import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownProcess } from '../../src/own-process.ts';
import { reapStale } from '../../src/runtime/ledger/reap.ts';
import { removeGroup } from '../../src/runtime/namespaces/cgroup.ts';
import { describeWith } from '../support/requires.ts';
import { groupsOf, mountsOfOurs, processesOf } from './leftovers.ts';
import { openSandbox } from './sandbox-fixture.ts';
import { star } from './topology.ts';

interface Owner {
  readonly child: ChildProcess;
  reach(stage: string): Promise<readonly string[]>;
}

function startOwner(runId: string, stateFolder: string): Owner {
  const [file = '', ...args] = ownProcess(new URL('./owner-program.ts', import.meta.url));
  const child = spawn(file, [...args, runId, stateFolder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async reach(stage) {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`the owner ended before ${stage}`);
        const said = JSON.parse(value) as { stage: string; namespaces: string[] };
        if (said.stage === stage) return said.namespaces;
      }
    },
  };
}

const soon = { timeout: 10_000, interval: 10 };

describeWith(['root', 'namespaces', 'tun'], 'after a death', () => {
  let stateFolder = '';
  beforeEach(() => {
    stateFolder = mkdtempSync(join(tmpdir(), 'wirelab-state-'));
  });
  afterEach(() => rmSync(stateFolder, { recursive: true, force: true }));

  it.each(['opening', 'creating', 'created', 'running', 'closing'])(
    'of the owner while %s, nothing runs on, and the next run removes the rest',
    async (stage) => {
      const runId = `dead-${randomUUID().slice(0, 8)}`;
      const owner = startOwner(runId, stateFolder);
      if (stage === 'closing') {
        await owner.reach('running');
        owner.child.stdin?.write('close\n');
      }
      const namespaces = await owner.reach(stage);
      owner.child.kill('SIGKILL');
      await once(owner.child, 'exit');
      await expect.poll(() => processesOf(runId, namespaces), soon).toEqual([]);
      await reapStale(stateFolder, removeGroup);
      expect(groupsOf(runId)).toEqual([]);
      expect(readdirSync(stateFolder)).toEqual([]);
      expect(mountsOfOurs()).toEqual([]);
    },
  );

  it('of nobody: a close leaves nothing, at once, and may be repeated', async () => {
    const open = await openSandbox(star(4));
    const namespaces = [...open.nodes.values()].map((node) => readlinkSync(node.networkNamespace));
    open.node('hub').start({ argv: ['sh', '-c', 'setsid sleep 1000'], env: {}, stdin: null });
    await Promise.all([open.sandbox.close(), open.sandbox.close()]);
    expect(processesOf(open.runId, namespaces)).toEqual([]);
    expect(groupsOf(open.runId)).toEqual([]);
    expect(readdirSync(open.stateFolder)).toEqual([]);
    await open[Symbol.asyncDispose]();
  });

  it('of a node, its programs die along and the cause is told; the others live on', async () => {
    await using open = await openSandbox(star(2));
    const leaf = open.node('leaf-0');
    const program = leaf.start({
      argv: ['sh', '-c', 'setsid sleep 1000 & echo up; wait'],
      env: {},
      stdin: null,
    });
    await once(program.stdout, 'data');
    const init = Number(leaf.networkNamespace.split('/')[2]);
    const namespace = readlinkSync(leaf.networkNamespace);
    process.kill(init, 'SIGKILL');
    expect(await leaf.died).toMatch(/init process/);
    expect(await program.ended).toMatchObject({ signal: 'SIGKILL' });
    await expect.poll(() => processesOf('none', [namespace]), soon).toEqual([]);
    expect(await open.node('leaf-1').isListening('tcp', 1)).toBe(false);
  });

  it('of its watchers a node recovers', async () => {
    await using open = await openSandbox(star(1));
    const hub = open.node('hub');
    const init = hub.networkNamespace.split('/')[2];
    const watcher = () =>
      Number(readFileSync(`/proc/${init}/task/${init}/children`, 'utf8').trim().split(' ')[0]);
    for (let round = 0; round < 3; round++) {
      const old = watcher();
      process.kill(old, 'SIGKILL');
      await expect.poll(() => ![0, old].includes(watcher()), soon).toBe(true);
    }
  });
});
