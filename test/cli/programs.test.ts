import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BusyProcessor } from '../support/busy-processor.ts';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

async function metricsOf(place: Workplace, text: string): Promise<Record<string, unknown>> {
  place.write('lab.yaml', text);
  const ended = await place.run('run', 'lab.yaml');
  const [run] = readdirSync(join(place.folder, 'wirelab-runs'));
  if (run === undefined) throw new Error(ended.stderr);
  const result = JSON.parse(readFileSync(join(place.folder, 'wirelab-runs', run, 'result.json'), 'utf8'));
  const metrics = result.cases[0]?.metrics;
  if (metrics === undefined || Object.keys(metrics).length === 0)
    throw new Error(ended.stdout + ended.stderr);
  return metrics;
}

describeWith(['namespaces', 'tun', 'python3'], "somebody's programs", () => {
  it('talk across the link by name, and what they print is kept', async () => {
    using place = new Workplace();
    const metrics = await metricsOf(
      place,
      `
lab: echo
time: 20s
nodes:
  server:
    run: ["/usr/bin/python3", -c, "import socket; s = socket.create_server(('', 8080)); c, _ = s.accept(); c.sendall(c.recv(100).upper()); c.close()"]
    ready: {tcp: 8080}
    service: false
  client:
    run: ["/usr/bin/python3", -c, "import socket; s = socket.create_connection(('server', 8080)); s.sendall(b'hello'); print(s.recv(100).decode())"]
links: {lan: {ends: [client, server], impair: {delay: 5ms}}}
`,
    );
    expect(metrics).toMatchObject({
      'client.stdout': 'HELLO\n',
      'client.exit_code': 0,
      'client.timed_out': false,
      'server.exit_code': 0,
    });
  });

  it('are stopped at the time limit, at their own, and by the timeline', async () => {
    using place = new Workplace();
    const metrics = await metricsOf(
      place,
      `
lab: limits
time: 3s
nodes: {a: {}, b: {limits: {time: 500ms}}}
links: {l: {ends: [a, b]}}
programs:
  endless: {node: a, run: [sleep, "60"]}
  limited: {node: b, run: [sleep, "60"]}
  stubborn: {node: a, run: "trap '' TERM; echo up; while :; do sleep 1; done"}
  crashing: {node: a, run: "kill -SEGV $$"}
  late: {node: a, run: [echo, late], at: 100ms}
  by-name: {node: a, run: "echo oops > /dev/stderr"}
  twice: {node: a, run: "echo once; exec sleep 60"}
  many: {node: a, run: "exit 4", count: 3}
  paused: {node: a, run: "sleep 1; echo went on"}
  frozen: {node: a, run: [sleep, "60"]}
timeline:
  - {at: 1s, program: twice, do: restart}
  - {at: 2s, program: twice, do: {signal: KILL}}
  - {at: 500ms, program: paused, do: {signal: STOP}}
  - {at: 1500ms, program: paused, do: {signal: CONT}}
  - {at: 500ms, program: frozen, do: {signal: STOP}}
`,
    );
    expect(metrics).toMatchObject({
      'endless.timed_out': true,
      'limited.timed_out': true,
      'stubborn.timed_out': true,
      'stubborn.stdout': 'up\n',
      'crashing.signal': 'SIGSEGV',
      'late.stdout': 'late\n',
      'by-name.stderr': 'oops\n',
      'twice.stdout': 'once\nonce\n',
      'twice.signal': 'SIGKILL',
      'many.exit_code': 4,
      'paused.stdout': 'went on\n',
      'paused.exit_code': 0,
      'frozen.timed_out': true,
      'many.3.exit_code': 4,
    });
    expect(metrics).not.toHaveProperty('endless.exit_code');
  });

  it('that had no chance to be through in time are not blamed, those that waited for something else are', async () => {
    using processor = new BusyProcessor();
    const lab = (program: string) => `
lab: crowded
time: 1s
nodes: {a: {run: [taskset, -c, "${processor.number}", ${program}]}, b: {}}
links: {l: {ends: [a, b]}}
expect: [{metric: a.exit_code, is: 0}]
`;
    using place = new Workplace();
    place.write('lab.yaml', lab(`sh, -c, 'i=0; while [ $i -lt 1000000000 ]; do i=$((i+1)); done'`));
    const starved = await place.run('run', 'lab.yaml');
    expect(starved.status, starved.stdout).toBe(3);
    const why = /the machine was too busy: of 1\.0 s a waited \d\.\d s for a processor \(limit 0\.3 s\)/g;
    expect(starved.stdout.match(why)?.length, starved.stdout).toBeGreaterThanOrEqual(3);
    place.write('lab.yaml', lab(`sleep, "60"`));
    expect((await place.run('run', 'lab.yaml')).status).toBe(1);
  });

  it('may flood: a mebibyte of each stream is kept, head and tail, and a mark', async () => {
    using place = new Workplace();
    await metricsOf(
      place,
      `
lab: flood
time: 20s
nodes: {a: {}, b: {}}
links: {l: {ends: [a, b]}}
programs: {flood: {node: a, run: "echo first; yes | head -c 8000000; echo last"}}
`,
    );
    const [run] = readdirSync(join(place.folder, 'wirelab-runs'));
    const logs = join(place.folder, 'wirelab-runs', run ?? '', 'cases', 'main', 'logs');
    const text = readFileSync(join(logs, 'flood.stdout'), 'utf8');
    expect(text).toMatch(/^first\n/);
    expect(text).toMatch(/last\n$/);
    const cut = /\n\[\.\.\. (\d+) bytes cut \.\.\.\]\n/.exec(text);
    expect(text.length - (cut?.[0].length ?? 0)).toBe(1024 * 1024);
    expect(Number(cut?.[1])).toBe('first\n'.length + 8_000_000 + 'last\n'.length - 1024 * 1024);
  });
});
