import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownProcess } from '../../src/own-process.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { describeWith } from '../support/requires.ts';

/** In a user namespace within which an administrator lets nobody make another. */
const forbidding = `
mount --bind "$1" /etc/subuid && mount --bind "$1" /etc/subgid || exit 1
shift
exec unshare --mount --user --map-users=0,0,70000 --map-groups=0,0,70000 sh -c '
echo 0 >/proc/sys/user/max_user_namespaces
exec "$@"' sh "$@"
`;

describeWith(['root', 'namespaces', 'ping', 'python3'], 'an ordinary user', () => {
  let user: OrdinaryUser;
  beforeAll(() => {
    user = new OrdinaryUser();
  });
  afterAll(() => user[Symbol.dispose]());

  const see = (granted: string) => {
    user.grant(granted);
    const program = ownProcess(new URL('./ordinary-user-program.ts', import.meta.url));
    const [file, ...args] = user.argv(program);
    const ended = spawnSync(file, args, { encoding: 'utf8', cwd: process.cwd() });
    expect(ended.stderr).toBe('');
    return JSON.parse(ended.stdout);
  };

  it('where namespaces are forbidden is told by which setting, and the remedy', () => {
    user.grant('root:0:70000\n');
    const program = ownProcess(new URL('./ordinary-user-program.ts', import.meta.url));
    const argv = ['sh', '-c', forbidding, 'sh', user.grants, ...user.argv(program)];
    const ended = spawnSync('unshare', ['--mount', ...argv], { encoding: 'utf8' });
    expect(ended.status).not.toBe(0);
    expect(ended.stderr).toContain('user.max_user_namespaces is 0');
    expect(ended.stderr).toContain('sudo sysctl user.max_user_namespaces=15000');
  });

  const common = {
    ping4: true,
    ping6: true,
    capabilities: 'CapEff:\t0000000000000000',
    raw: 'CapEff:\t0000000000002000',
    homes: 'lab\nright\n',
    writes: 'ok\n',
    agent: true,
    killed: 'SIGKILL',
  };

  it('of a single ID has nodes as root has, and is told what isolation remains', () => {
    const seen = see('');
    expect(seen).toMatchObject({ ...common, user: '0' });
    expect(seen.facts.isolation).toContain('single user ID');
    expect(seen.warnings).toBeGreaterThan(0);
  });

  it('with subordinate IDs runs programs under another than its own', () => {
    const seen = see('nobody:200000:65536\n');
    expect(seen).toMatchObject({ ...common, user: '1001' });
    expect(seen.facts.isolation).toContain('subordinate');
  });
});
