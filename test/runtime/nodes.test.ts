import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { joinDevices, openSandbox, run, shell } from './sandbox-fixture.ts';
import { linkSpecs, nodeSpec, pair, star } from './topology.ts';

describeWith(['root', 'namespaces', 'tun', 'ping', 'python3'], 'two nodes on a wire', () => {
  it('reach each other by name, over IPv4 and IPv6', async () => {
    await using open = await openSandbox(pair());
    await joinDevices(open, [
      ['left', 'eth0'],
      ['right', 'eth0'],
    ]);
    for (const family of ['-4', '-6']) {
      const ping = await run(open.node('left'), ['ping', family, '-c', '2', '-i', '0.2', 'right']);
      expect(ping.stdout + ping.stderr).toContain('2 received');
    }
  });

  it('know nobody but each other: hosts, host name, no name server', async () => {
    await using open = await openSandbox(pair());
    const left = await shell(
      open.node('left'),
      'hostname; cat /etc/hosts; getent ahostsv4 example.com; echo $?',
    );
    expect(left.stdout).toBe(
      'left\n10.0.0.2\tleft\nfd00::2\tleft\n10.0.0.3\tright\nfd00::3\tright\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n2\n'.replaceAll(
        'fd00::',
        'fd00:0:0:0::',
      ),
    );
  });

  it('have fixed neighbours, pinned settings and no address of the kernel’s own making', async () => {
    await using open = await openSandbox(pair());
    const left = open.node('left');
    const seen = await shell(
      left,
      'ip neigh; ip -6 addr show dev eth0 scope link; cat /proc/sys/net/ipv4/tcp_syn_linear_timeouts',
    );
    expect(seen.stdout).toContain('10.0.0.3 dev eth0 lladdr 02:00:00:00:00:03 PERMANENT');
    expect(seen.stdout).toContain('fd00::3 dev eth0 lladdr 02:00:00:00:00:03 PERMANENT');
    expect(seen.stdout).not.toContain('fe80');
    for (const [key, value] of Object.entries(left.sysctls)) {
      const read = await run(left, ['cat', `/proc/sys/${key.replaceAll('.', '/')}`]);
      expect([key, read.stdout]).toEqual([key, `${value}\n`]);
    }
    expect(['cubic', 'reno']).toContain(left.sysctls['net.ipv4.tcp_congestion_control']);
  });
});

describeWith(['root', 'namespaces', 'tun', 'ping', 'python3'], 'routers', () => {
  it('pass packets on along the shortest path', async () => {
    const topology = {
      nodes: [
        nodeSpec('left'),
        nodeSpec('one', { forward: true }),
        nodeSpec('two', { forward: true }),
        nodeSpec('right'),
      ],
      links: linkSpecs([
        ['left', 'one'],
        ['one', 'two'],
        ['two', 'right'],
      ]),
    };
    await using open = await openSandbox(topology);
    await joinDevices(open, [
      ['left', 'eth0'],
      ['one', 'eth0'],
      ['one', 'eth1'],
      ['two', 'eth0'],
      ['two', 'eth1'],
      ['right', 'eth0'],
    ]);
    for (const family of ['-4', '-6']) {
      const ping = await run(open.node('left'), ['ping', family, '-c', '1', '-W', '5', 'right']);
      expect(ping.stdout).toMatch(/(ttl|hop limit)=62/);
    }
  });
});

describeWith(['root', 'namespaces', 'tun'], 'nodes', () => {
  it('are made thirty at once', async () => {
    await using open = await openSandbox(star(29));
    expect(open.nodes.size).toBe(30);
    const leaf = await shell(open.node('leaf-28'), 'hostname; ip -br addr show dev eth0');
    expect(leaf.stdout).toContain('leaf-28\n');
    expect(leaf.stdout).toContain('10.0.28.3/24');
  });

  it('take the lab’s settings over the pinned ones', async () => {
    const sysctl = { 'net.ipv4.tcp_congestion_control': 'reno', 'net.ipv4.tcp_rmem': '4096 8192 16384' };
    await using open = await openSandbox(pair({ sysctl }));
    expect(open.node('left').sysctls).toMatchObject({
      'net.ipv4.tcp_congestion_control': 'reno',
      'net.ipv4.tcp_rmem': '4096\t8192\t16384',
    });
  });

  it.each([
    ['net.ipv4.no_such_setting', '1', /this kernel won't set/],
    ['kernel.panic', '1', /can't be made in a node/],
    ['net.ipv4/../../kernel.panic', '1', /can't be made in a node/],
    ['net.ipv4.tcp_congestion_control', '$(touch /tmp/no)', /this kernel won't set/],
  ])('refuse the setting %s=%s', async (key, value, message) => {
    await expect(openSandbox(pair({ sysctl: { [key]: value } }))).rejects.toThrow(message);
  });

  it('show the lab’s files at /lab, whatever the folder is called', async () => {
    const base = mkdtempSync(join(tmpdir(), 'wirelab-files-'));
    try {
      for (const name of ['it\'s a "lab"', 'two\nlines', '$(id)', '-rf', '\\040', ' x ', 'ünï']) {
        const folder = join(base, name);
        mkdirSync(folder, { mode: 0o755 });
        writeFileSync(join(folder, 'canary'), 'here', { mode: 0o644 });
        await using open = await openSandbox({ nodes: [nodeSpec('only', { files: folder })], links: [] });
        const seen = await shell(open.node('only'), 'pwd; cat canary; touch /lab/no 2>&1; ls -A /.host');
        expect(seen.stdout).toBe("/lab\nheretouch: cannot touch '/lab/no': Read-only file system\n");
      }
    } finally {
      rmSync(base, { recursive: true });
    }
  });

  it('say who listens and what the kernel counted', async () => {
    await using open = await openSandbox(pair());
    const left = open.node('left');
    expect(await left.isListening('udp', 5353)).toBe(false);
    const program = left.start({
      argv: [
        '/usr/bin/python3',
        '-c',
        'import socket as s\nu=s.socket(s.AF_INET,s.SOCK_DGRAM);u.bind(("",5353))\nt=s.socket();t.bind(("",8080));t.listen()\nv=s.socket(s.AF_INET6);v.bind(("::",9090));v.listen()\nprint("up",flush=True)\ninput()',
      ],
      env: {},
      stdin: null,
    });
    await new Promise((resolve) => {
      program.stdout.once('data', resolve);
      program.stdout.once('end', resolve);
    });
    await program.ended;
    const counters = await left.counters();
    expect(counters).toMatchObject({ TcpExtListenOverflows: 0, UdpRcvbufErrors: 0, Udp6RcvbufErrors: 0 });
  });
});

describeWith(['root', 'namespaces', 'tun', 'nft', 'python3'], 'localhost', () => {
  it('means the other node, for TCP and UDP, over IPv4 and IPv6', async () => {
    await using open = await openSandbox(pair({ localhost: 'right' }));
    await joinDevices(open, [
      ['left', 'eth0'],
      ['right', 'eth0'],
    ]);
    const server = open.node('right').start({
      argv: ['/usr/bin/python3', '-c', echoServer],
      env: {},
      stdin: null,
    });
    await new Promise((resolve) => server.stdout.once('data', resolve));
    expect(await open.node('right').isListening('tcp', 8080)).toBe(true);
    expect(await open.node('right').isListening('udp', 8080)).toBe(true);
    const client = await run(open.node('left'), ['/usr/bin/python3', '-c', echoClient]);
    expect(client.stdout + client.stderr).toBe('tcp 4 right\nudp 4 right\ntcp 6 right\nudp 6 right\n');
    server.signal('SIGKILL');
    expect(await server.ended).toMatchObject({ signal: 'SIGKILL', exitCode: null });
  });
});

const echoServer = `
import select, socket as s
t = s.socket(s.AF_INET6); t.bind(('::', 8080)); t.listen()
u = s.socket(s.AF_INET6, s.SOCK_DGRAM); u.bind(('::', 8080))
print('up', flush=True)
while True:
    for r in select.select([t, u], [], [])[0]:
        if r is t: c, _ = t.accept(); c.sendall(s.gethostname().encode()); c.close()
        else: _, a = u.recvfrom(99); u.sendto(s.gethostname().encode(), a)
`;

const echoClient = `
import socket as s
for name, family, host in (('4', s.AF_INET, '127.0.0.1'), ('6', s.AF_INET6, '::1')):
    t = s.socket(family); t.settimeout(5); t.connect((host, 8080)); print('tcp', name, t.recv(99).decode())
    u = s.socket(family, s.SOCK_DGRAM); u.settimeout(5); u.sendto(b'?', (host, 8080)); print('udp', name, u.recvfrom(99)[0].decode())
`;
