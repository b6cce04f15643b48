import { describe, expect, it } from 'vitest';
import { explainRefusal, type NamespaceFacts } from '../../src/runtime/capability/namespace-permission.ts';
import { parseMemberships } from '../../src/runtime/namespaces/cgroup-discovery.ts';
import { parseMountInfo, readOnlyBindOptions } from '../../src/runtime/namespaces/mount-table.ts';
import { rootOwnership, subordinateIds } from '../../src/runtime/namespaces/ownership.ts';
import { parseListedCounters, parsePairedCounters } from '../../src/runtime/node-network/kernel-counters.ts';
import { listensOn } from '../../src/runtime/node-network/socket-table.ts';

describe('the kernel’s texts', () => {
  it('mounts: escapes, optional fields, options of what holds a path', () => {
    const mounts = parseMountInfo(
      [
        '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
        '30 22 0:25 / /mnt/my\\040labs rw,noexec,nosuid master:1 shared:2 - fuse.sshfs host: rw',
        '31 22 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
        'nonsense',
      ].join('\n'),
    );
    expect(mounts.map((mount) => mount.mountPoint)).toEqual(['/', '/mnt/my labs', '/sys/fs/cgroup/memory']);
    expect(mounts[2]?.superOptions).toContain('memory');
    expect(readOnlyBindOptions('/mnt/my labs/one', mounts)).toBe('ro,nosuid,nodev,noexec');
    expect(readOnlyBindOptions('/mnt/my labsX', mounts)).toBe('ro,nosuid,nodev');
    expect(readOnlyBindOptions('/', mounts)).toBe('ro,nosuid,nodev');
  });

  it('control groups of both versions', () => {
    expect(parseMemberships('4:memory:/a:b\n3:cpu,cpuacct:/\n0::/user.slice\n')).toEqual([
      { controllers: ['memory'], path: '/a:b' },
      { controllers: ['cpu', 'cpuacct'], path: '/' },
      { controllers: [], path: '/user.slice' },
    ]);
  });

  it('sockets: who listens, on which protocol', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue',
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000',
      '   1: 0100007F:1F91 0200000A:0050 01 00000000:00000000',
    ].join('\n');
    expect(listensOn(table, 'tcp', 8080)).toBe(true);
    expect(listensOn(table, 'tcp', 8081)).toBe(false);
    expect(listensOn(table, 'udp', 8080)).toBe(false);
    expect(listensOn('', 'tcp', 8080)).toBe(false);
  });

  it('counters: paired and listed', () => {
    expect(
      parsePairedCounters('Tcp: ActiveOpens RetransSegs\nTcp: 3 4\nUdp: RcvbufErrors\nUdp: 7\n'),
    ).toEqual({
      TcpActiveOpens: 3,
      TcpRetransSegs: 4,
      UdpRcvbufErrors: 7,
    });
    expect(parseListedCounters('Udp6RcvbufErrors   \t5\n\n')).toEqual({ Udp6RcvbufErrors: 5 });
  });

  it('granted IDs: by name or by number', () => {
    const text = 'alice:100000:65536\n1001:200000:1000\nbroken\n';
    expect(subordinateIds(text, 'alice', 1000)).toBe(65536);
    expect(subordinateIds(text, 'bob', 1001)).toBe(1000);
    expect(subordinateIds(text, 'carol', 1002)).toBe(0);
  });
});

describe('the user IDs of programs under root', () => {
  it.each([
    ['of the machine', '         0          0 4294967295\n', { kind: 'root', firstUserId: 0x70000000 }],
    ['of a container', '0 1000 1\n1 100000 65536\n', { kind: 'root', firstUserId: 61441 }],
    ['of one ID', '0 1000 1\n', { kind: 'single' }],
  ])('%s are among those that there are', (_, map, expected) => {
    expect(rootOwnership(map, 0x70000000)).toEqual(expected);
  });
});

describe('why namespaces are refused', () => {
  const allowed: NamespaceFacts = {
    root: false,
    mayAdminister: false,
    filtered: false,
    kernelHasThem: true,
    mostUserNamespaces: 15000,
    unprivilegedClone: null,
    appArmorRestricts: null,
  };

  it.each<[string, Partial<NamespaceFacts>, RegExp]>([
    ['Ubuntu', { appArmorRestricts: 1 }, /apparmor_restrict_unprivileged_userns=0/],
    ['a hardened Debian', { unprivilegedClone: 0 }, /unprivileged_userns_clone=1/],
    ['RHEL 7', { mostUserNamespaces: 0 }, /max_user_namespaces=15000/],
    ['Docker, as a user', { filtered: true }, /seccomp=unconfined/],
    ['Docker, as root', { root: true, filtered: true }, /--cap-add SYS_ADMIN/],
    ['a kernel without them', { kernelHasThem: false }, /CONFIG_USER_NS/],
  ])('by %s: the remedy names the setting', (_, facts, remedy) => {
    expect(explainRefusal({ ...allowed, ...facts })?.remedy).toMatch(remedy);
  });

  it('by nothing known: no guess', () => {
    expect(explainRefusal(allowed)).toBeNull();
    expect(explainRefusal({ ...allowed, root: true, mayAdminister: true })).toBeNull();
  });
});
