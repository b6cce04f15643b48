import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LedgerEntry, openLedger } from '../../src/runtime/ledger/ledger.ts';
import { bootId, identify, isAlive } from '../../src/runtime/ledger/process-identity.ts';
import { reapStale } from '../../src/runtime/ledger/reap.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const removeFolder = (path: string) => {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
};

async function sleeper() {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const identity = identify(child.pid ?? 0);
  if (identity === null) throw new Error('no identity');
  return { child, identity, gone: once(child, 'exit') };
}

/** A ledger whose owner has this process's ID, but began at another time: the ID was used again. */
function deadRun(name: string, entries: readonly LedgerEntry[], boot = bootId()): string {
  const owner = { pid: process.pid, startTime: '1', boot };
  const file = join(folder, `${name}.ndjson`);
  const lines = [{ kind: 'run', run: name, owner }, ...entries].map((entry) => `${JSON.stringify(entry)}\n`);
  writeFileSync(file, lines.join(''));
  return file;
}

describe('the ledger', () => {
  it('of a living run is let be, with all that it names', async () => {
    const kept = join(folder, 'group');
    mkdirSync(kept);
    const ledger = openLedger(folder, 'alive');
    ledger.record({ kind: 'cgroup', folder: kept });
    expect(await reapStale(folder, removeFolder)).toEqual({ removed: [], stuck: [] });
    expect(existsSync(kept)).toBe(true);
    ledger.discard();
    expect(readdirSync(folder)).toEqual(['group']);
  });

  it('of a dead run is carried out, also where its owner’s process ID lives again', async () => {
    const group = join(folder, 'group');
    mkdirSync(group);
    const { identity, gone } = await sleeper();
    deadRun('dead', [
      { kind: 'process', process: identity },
      { kind: 'cgroup', folder: group },
    ]);
    const report = await reapStale(folder, removeFolder);
    await gone;
    expect(report.removed).toEqual([
      { run: 'dead', resources: [`process ${identity.pid}`, `control group ${group}`] },
    ]);
    expect(isAlive(identity)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never leads to a process that has the ID of one that it names', async () => {
    const { child, identity, gone } = await sleeper();
    try {
      deadRun('dead', [{ kind: 'process', process: { ...identity, startTime: '1' } }]);
      expect((await reapStale(folder, removeFolder)).removed).toEqual([{ run: 'dead', resources: [] }]);
      expect(isAlive(identity)).toBe(true);
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
  });

  it('of an earlier boot names no living process', async () => {
    const { child, identity, gone } = await sleeper();
    try {
      deadRun('old', [{ kind: 'process', process: identity }], 'another-boot');
      await reapStale(folder, removeFolder);
      expect(isAlive(identity)).toBe(true);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
  });

  it('leads to nothing that only looks like ours', async () => {
    for (const name of ['wirelab-dead', 'wirelab-other']) mkdirSync(join(folder, name));
    deadRun('dead', [{ kind: 'cgroup', folder: join(folder, 'wirelab-dead') }]);
    writeFileSync(join(folder, 'notes.txt'), 'not a ledger');
    await reapStale(folder, removeFolder);
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'wirelab-other']);
  });

  it('cut short in its last line is carried out as far as it goes', async () => {
    const group = join(folder, 'group');
    mkdirSync(group);
    appendFileSync(deadRun('cut', [{ kind: 'cgroup', folder: group }]), '{"kind":"cgroup","fol');
    await reapStale(folder, removeFolder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stays while something of it would not go', async () => {
    const group = join(folder, 'group');
    mkdirSync(join(group, 'busy'), { recursive: true });
    deadRun('stuck', [{ kind: 'cgroup', folder: group }]);
    expect((await reapStale(folder, removeFolder)).stuck).toEqual([
      { run: 'stuck', resources: [`control group ${group}`] },
    ]);
    expect(readdirSync(folder).sort()).toEqual(['group', 'stuck.ndjson']);
  });

  it('that never got its first line is let be only as long as its owner lives', async () => {
    const own = identify(process.pid);
    const living = `living.${own?.pid}.${own?.startTime}.unborn`;
    writeFileSync(join(folder, living), '');
    writeFileSync(join(folder, `dead.${own?.pid}.1.unborn`), '{"kind":');
    writeFileSync(join(folder, 'lost.ndjson'), '');
    await reapStale(folder, removeFolder);
    expect(readdirSync(folder)).toEqual([living]);
  });

  it('is one run’s alone', () => {
    const ledger = openLedger(folder, 'same');
    expect(() => openLedger(folder, 'same')).toThrow(/EEXIST/);
    expect(readdirSync(folder)).toEqual(['same.ndjson']);
    ledger.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('knows a process by more than a name full of parentheses', () => {
    expect(identify(process.pid)).toMatchObject({
      pid: process.pid,
      startTime: expect.stringMatching(/^\d+$/),
    });
    expect(identify(2 ** 30)).toBeNull();
  });
});
