import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { RunEvent, SystemCall, TraceEnded } from '../../src/core/event/event.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

const bin = fileURLToPath(new URL('../../bin/wirelab.js', import.meta.url));

/** Each direction takes long enough that nobody can mistake what came first. */
const conversation = `
lab: traced
time: 30s
nodes:
  server:
    trace: true
    run: ["/usr/bin/python3", -c, "import socket; s = socket.create_server(('', 8080)); c, _ = s.accept(); c.sendall(c.recv(100).upper()); c.recv(1); c.close()"]
    ready: {tcp: 8080}
    service: false
  client:
    trace: true
    run: ["/usr/bin/python3", -c, "import socket, sys; s = socket.create_connection(('10.0.1.3', 8080)); s.sendall(b'hello'); print(s.recv(100).decode()); s.close(); sys.exit(3)"]
links: {lan: {ends: [client, server], impair: {delay: 30ms}}}
`;

function eventsIn(folder: string): RunEvent[] {
  const [run] = readdirSync(join(folder, 'wirelab-runs'));
  const log = readFileSync(join(folder, 'wirelab-runs', run ?? '', 'events.ndjson'), 'utf8');
  return log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
}

/** What stands on the time line, without its times. */
function timeLineOf(stdout: string): string[] {
  const [, after = ''] = stdout.split('time line of server and client\n');
  const [table = ''] = after.split('\n\n');
  return table.split('\n').map((line) => line.replace(/^ +-?[\d.]+ ms +/, '').replace(/ +/g, ' '));
}

function expectOrder(lines: readonly string[], ...patterns: readonly RegExp[]): void {
  const places = patterns.map((pattern) => [String(pattern), lines.findIndex((line) => pattern.test(line))]);
  const found = places.filter(([, place]) => place !== -1);
  expect(found, lines.join('\n')).toEqual(places);
  expect(
    places.toSorted(([, a], [, b]) => Number(a) - Number(b)),
    lines.join('\n'),
  ).toEqual(places);
}

describeWith(['namespaces', 'tun', 'python3', 'strace'], 'trace: true', () => {
  it('puts the calls of both programs and their packets on one time line', async () => {
    using place = new Workplace();
    place.write('lab.yaml', conversation);
    const reporters = ['--reporter', 'plain', '--reporter', 'markdown=page.md'];
    const { status, stdout, stderr } = await place.run(
      ...['run', 'lab.yaml', '--emulator', 'fabric', ...reporters],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('client | HELLO\n');
    expect(stdout).toContain('program client exited with 3');
    const lines = timeLineOf(stdout);
    expectOrder(
      lines,
      /^server bind\(3, 0\.0\.0\.0:8080\) = 0/,
      /^server listen\(3/,
      /^server accept4?\(3.* \.\.\.$/,
      /^client connect\(3, 10\.0\.1\.3:8080\) \.\.\.$/,
      /^wire client > server TCP SYN, port 8080$/,
      /^wire client > server TCP SYN, port 8080, has arrived$/,
      /^wire server > client TCP SYN ACK, port 8080$/,
      /^client \.\.\. connect = 0 after/,
      /^server \.\.\. accept4? = 4 after/,
      /^wire server > client TCP PSH ACK, 5 bytes/,
      /^client close\(3\)/,
      /^wire client > server TCP FIN/,
      /^wire client > server TCP FIN.*has arrived/,
      /^wire server > client TCP FIN/,
    );
    expectOrder(
      lines,
      /^client sendto\(3, "hello", 5.*/,
      /^wire client > server TCP PSH ACK, 5 bytes.*8080$/,
    );
    expectOrder(lines, /^server close\(4\)/, /^wire server > client TCP FIN/);
    const ended = eventsIn(place.folder).find((event) => event.type === 'trace-ended') as TraceEnded;
    expect(ended).toMatchObject({ nodes: ['server', 'client'], noPackets: null, furtherCalls: {} });
    const page = readFileSync(join(place.folder, 'page.md'), 'utf8');
    const title = '<details><summary><code>time line of server and client</code></summary>\n\n```text\n';
    expect(page.split(title)[1]).toContain('client > server  TCP SYN, port 8080');
    const [run = ''] = readdirSync(join(place.folder, 'wirelab-runs'));
    const again = await place.run('report', join('wirelab-runs', run), '--reporter', 'plain');
    expect(timeLineOf(again.stdout)).toEqual(lines);
  });

  it("leaves a program's exit status, signals, output and limits as they are", async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `
lab: untouched
time: 20s
nodes: {a: {trace: true, limits: {pids: 3}}, b: {trace: true, limits: {time: 500ms}}, c: {trace: true, capabilities: [NET_RAW]}}
links: {l: {ends: [a, b, c]}}
programs:
  pids: {node: a, run: ["/usr/bin/python3", -c, "import os; print([os.fork() == 0 and __import__('time').sleep(1) for _ in range(2)]); os.wait(); os.wait()"]}
  limited: {node: b, run: [sleep, "60"]}
  status: {node: c, run: "echo out; echo err >&2; exit 4"}
  crashing: {node: c, run: "kill -SEGV $$"}
  trapping: {node: c, run: "trap 'echo got TERM; exit 5' TERM; echo up; while :; do sleep 0.1; done"}
  paused: {node: c, run: "sleep 1; echo went on"}
  capable: {node: c, run: [grep, CapEff, /proc/self/status]}
  by-name: {node: c, run: "echo oops > /dev/stderr"}
  missing: {node: c, run: [no-such-program]}
  killed: {node: c, run: [sleep, "60"]}
timeline:
  - {at: 1s, program: trapping, do: {signal: TERM}}
  - {at: 1s, program: killed, do: {signal: KILL}}
  - {at: 300ms, program: paused, do: {signal: STOP}}
  - {at: 1300ms, program: paused, do: {signal: CONT}}
`,
    );
    const { stderr } = await place.run('run', 'lab.yaml');
    expect(stderr).toBe('');
    const metrics = eventsIn(place.folder).find((event) => event.type === 'case-metrics')?.metrics;
    expect(metrics).toMatchObject({
      'pids.exit_code': 0,
      'limited.timed_out': true,
      'status.exit_code': 4,
      'status.stdout': 'out\n',
      'status.stderr': 'err\n',
      'crashing.signal': 'SIGSEGV',
      'trapping.stdout': 'up\ngot TERM\n',
      'trapping.exit_code': 5,
      'paused.stdout': 'went on\n',
      'capable.stdout': 'CapEff:\t0000000000002000\n',
      'by-name.stderr': 'oops\n',
      'missing.exit_code': 127,
      'killed.signal': 'SIGKILL',
    });
  });

  it('tells of so many calls of a program, of its last ones too, and counts the others', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `
lab: chatty
time: 20s
nodes:
  a: {trace: true, run: ["/usr/bin/python3", -c, "import socket; s = socket.socket(type=socket.SOCK_DGRAM); [s.sendto(b'x', ('10.0.1.3', 9)) for _ in range(150)]; s.close()"]}
  b: {}
links: {l: {ends: [a, b]}}
`,
    );
    const { stdout } = await place.run('run', 'lab.yaml', '--emulator', 'fabric');
    const calls = eventsIn(place.folder).filter(
      (event): event is RunEvent & SystemCall => event.type === 'system-call',
    );
    expect(calls.filter(({ text }) => text.startsWith('sendto('))).toHaveLength(100);
    expect(calls.map(({ text }) => text)).toContain('close(3)');
    expect(stdout).toContain('50 further calls of a not shown');
    expect(stdout).toContain('further packets not shown');
  });

  it('is refused before anything starts where it can not be had', async () => {
    using place = new Workplace();
    place.write('lab.yaml', conversation);
    const docker = await place.run('run', 'lab.yaml', '--runtime', 'docker');
    expect(docker).toMatchObject({ status: 3, stdout: '' });
    expect(docker.stderr).toContain(
      '`trace: true` of server, client: in a container system calls are not recorded',
    );
    expect(docker.stderr).toContain('use --runtime namespaces');
  });
});

describeWith(['root', 'namespaces', 'tun', 'python3', 'strace'], 'trace: true, for some', () => {
  it('names the package where there is no strace', () => {
    using place = new Workplace();
    place.write('lab.yaml', conversation);
    const hide = 'mount --bind /dev/null "$(command -v strace)" && exec "$@"';
    const hidden = (...argv: string[]) =>
      spawnSync('unshare', ['--mount', 'sh', '-c', hide, 'sh', process.execPath, bin, ...argv], {
        cwd: place.folder,
        encoding: 'utf8',
      });
    const run = hidden('run', 'lab.yaml');
    expect(run).toMatchObject({ status: 3, stdout: '' });
    expect(run.stderr).toContain('`trace: true` of server, client needs strace: not installed');
    expect(run.stderr).toContain('sudo apt install strace');
    expect(hidden('doctor').stdout).toMatch(
      /^less +strace +not installed; labs with `trace: true` need it$/m,
    );
  });

  it.each([
    ['of a single ID', ''],
    ['with subordinate IDs', 'nobody:200000:65536\n'],
  ])('works for an ordinary user %s', (_, granted) => {
    using user = new OrdinaryUser();
    user.grant(granted);
    const lab = `cat >"$HOME/lab.yaml" && cd "$HOME" && exec "$@"`;
    const argv = ['sh', '-c', lab, 'sh', process.execPath, bin, 'run', 'lab.yaml', '--emulator', 'fabric'];
    const [file, ...args] = user.argv(argv);
    const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', input: conversation });
    expect(stderr).toBe('');
    expectOrder(
      timeLineOf(stdout),
      /^client connect\(3, 10\.0\.1\.3:8080\) \.\.\.$/,
      /^wire client > server TCP SYN, port 8080$/,
      /^client \.\.\. connect = 0 after/,
      /^server \.\.\. accept4? = 4 after/,
    );
    expect(stdout).toContain('program client exited with 3');
  });
});
