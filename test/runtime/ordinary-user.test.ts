import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownProcess } from '../../src/own-process.ts';
import { describeWith } from '../support/requires.ts';

/** In a mount namespace of its own: a /dev/net/tun open to all, and IDs granted to the user, or none. */
const asUser = `
mount --bind "$1/tun" /dev/net/tun && mount --bind "$1/subuid" /etc/subuid && mount --bind "$1/subuid" /etc/subgid || exit 1
folder=$1; shift
exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$folder/home" TMPDIR="$folder/home" "$@"
`;

/** As above, in a user namespace within which an administrator lets nobody make another. */
const forbidding = `
mount --bind "$1/subuid" /etc/subuid && mount --bind "$1/subuid" /etc/subgid || exit 1
exec unshare --mount --user --map-users=0,0,70000 --map-groups=0,0,70000 sh -c "
echo 0 >/proc/sys/user/max_user_namespaces
$0" sh "$@"
`;

describeWith(['root', 'namespaces', 'ping', 'python3'], 'an ordinary user', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirelab-user-'));
    mkdirSync(join(folder, 'home'));
    for (const path of [folder, join(folder, 'home')]) chownSync(path, 65534, 65534);
    spawnSync('mknod', ['-m', '0666', join(folder, 'tun'), 'c', '10', '200']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const see = (granted: string) => {
    writeFileSync(join(folder, 'subuid'), granted);
    const program = ownProcess(new URL('./ordinary-user-program.ts', import.meta.url));
    const ended = spawnSync('unshare', ['--mount', 'sh', '-c', asUser, 'sh', folder, ...program], {
      encoding: 'utf8',
      cwd: process.cwd(),
    });
    expect(ended.stderr).toBe('');
    return JSON.parse(ended.stdout);
  };

  it('where namespaces are forbidden is told by which setting, and the remedy', () => {
    writeFileSync(join(folder, 'subuid'), 'root:0:70000\n');
    const program = ownProcess(new URL('./ordinary-user-program.ts', import.meta.url));
    const ended = spawnSync('unshare', ['--mount', 'sh', '-c', forbidding, asUser, folder, ...program], {
      encoding: 'utf8',
    });
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
