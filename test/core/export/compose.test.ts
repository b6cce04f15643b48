import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { composeFile } from '../../../src/core/export/compose.ts';
import { labFiles, twoNodes, valid } from '../lab-file/parse.ts';

const shared = { share: (path: string) => `./files${path}` };

function text(labText: string, options: { case?: string } = {}): string {
  const files = labFiles({ programs: '', 'in.txt': '' });
  const lab = valid(labText, { files });
  const resolved = lab.cases.find(({ name }) => options.case === undefined || name === options.case);
  if (resolved === undefined) throw new Error('no such case');
  const made = composeFile(lab, resolved, shared);
  if (!made.ok) throw new Error(made.problem);
  return made.text;
}

/** As compose v1 reads it: YAML 1.1. */
function compose(labText: string, options: { case?: string } = {}) {
  return parseYaml(text(labText, options), { version: '1.1' });
}

describe('composeFile', () => {
  it("gives every node the lab's addresses on networks with the lab's subnets", () => {
    const { services, networks } = compose(twoNodes);
    expect(services.client.networks).toEqual({
      wan: { ipv4_address: '10.0.1.2', ipv6_address: 'fd00:1::2' },
    });
    expect(services.server.extra_hosts).toEqual(['client:10.0.1.2']);
    expect(networks.wan).toEqual({
      driver: 'bridge',
      internal: true,
      enable_ipv6: true,
      ipam: {
        config: [
          { subnet: '10.0.1.0/24', gateway: '10.0.1.1' },
          { subnet: 'fd00:1::/64', gateway: 'fd00:1::1' },
        ],
      },
    });
  });

  it('gives the bridge an address that no node has', () => {
    const lab = `lab: two
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server], subnet: 10.9.0.0/29, addresses: {client: 10.9.0.1, server: 10.9.0.2}}}
`;
    expect(compose(lab).networks.wan.ipam.config[0]).toEqual({ subnet: '10.9.0.0/29', gateway: '10.9.0.3' });
  });

  it('refuses a subnet that has none left', () => {
    const lab = valid(`lab: two
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server], subnet: 10.9.0.0/30}}
`);
    const [main] = lab.cases;
    if (main === undefined) throw new Error('a lab has a case');
    expect(composeFile(lab, main, shared)).toEqual({
      ok: false,
      problem: expect.stringMatching(/^link wan: .* larger `subnet`$/),
    });
  });

  it('says it in YAML that compose reads as it was meant: words that are numbers or truth values, and $', () => {
    const { services } = compose(`lab: two
nodes:
  client: {run: [echo, 'no', '010', '1:30', '$HOME', "two\\nlines"], env: {N: '010', Y: 'yes', PRICE: '$5'}}
  server: {}
links: {wan: {ends: [client, server]}}
`);
    expect(services.client.entrypoint).toEqual(['echo', 'no', '010', '1:30', '$$HOME', 'two\nlines']);
    expect(services.client.environment).toMatchObject({ N: '010', Y: 'yes', PRICE: '$$5' });
  });

  it('drops all capabilities but those that the lab names', () => {
    const { services } = compose(`lab: two
nodes: {client: {capabilities: [NET_RAW]}, server: {writable: true, limits: {memory: 64MiB, pids: 9, files: 50}}}
links: {wan: {ends: [client, server]}}
`);
    expect(services.client).toMatchObject({ cap_drop: ['ALL'], cap_add: ['NET_RAW'], read_only: true });
    expect(services.server).toMatchObject({
      mem_limit: 67108864,
      memswap_limit: 67108864,
      pids_limit: 9,
      ulimits: { nofile: 50 },
    });
    expect(services.server).not.toHaveProperty('read_only');
    expect(services.server).not.toHaveProperty('cap_add');
    expect(services.server).not.toHaveProperty('user');
  });

  it('mounts files and runs programs on their node, late and with input', () => {
    const { services } = compose(`lab: two
nodes: {client: {files: programs, image: wirelab/python}, server: {}}
programs: {idle: {node: client, run: [python3, idle.py], stdin: in.txt, at: 2s, count: 3}}
links: {wan: {ends: [client, server]}}
`);
    expect(services.client).toMatchObject({
      image: 'wirelab/python',
      entrypoint: ['sleep', 'infinity'],
      volumes: ['./files/lab/programs:/lab:ro'],
      working_dir: '/lab',
    });
    expect(services.idle).toMatchObject({
      image: 'wirelab/python',
      network_mode: 'service:client',
      entrypoint: ['sh', '-c', 'sleep 2; exec "$$@" < /mnt/stdin', 'sh', 'python3', 'idle.py'],
      volumes: ['./files/lab/programs:/lab:ro', './files/lab/in.txt:/mnt/stdin:ro'],
      scale: 3,
    });
  });

  it('starts programs as a run does, whatever entry point, folder and HOME the image has', () => {
    const { services } = compose(`lab: two
nodes: {client: {image: curlimages/curl, run: [curl, server], env: {LANG: C}}, server: {files: programs, run: [serve]}}
links: {wan: {ends: [client, server]}}
`);
    expect(services.client).toMatchObject({
      entrypoint: ['curl', 'server'],
      command: [],
      working_dir: '/home/lab',
      environment: { HOME: '/home/lab', LAB_NODE: 'client', LANG: 'C' },
    });
    expect(services.server).toMatchObject({ entrypoint: ['serve'], command: [], working_dir: '/lab' });
  });

  it('sets routes and impairments beside the node, which alone may', () => {
    const { services, networks } = compose(`lab: routed
nodes: {client: {}, router: {forward: true}, server: {}}
links:
  a: {ends: [client, router], from: {client: {delay: 40ms, loss: 5%}}}
  b: {ends: [router, server]}
`);
    expect(services['client.links']).toMatchObject({
      network_mode: 'service:client',
      cap_add: ['NET_ADMIN'],
      image: 'wirelab/tools',
    });
    expect(services['client.links'].command.slice(4)).toEqual([
      'route 10.0.2.0/24 10.0.1.3',
      'route fd00:2::/64 fd00:1::3',
      expect.stringMatching(/^impair 10\.0\.1\.2 limit \d+ loss random 5% delay 40000us$/),
    ]);
    expect(services).not.toHaveProperty('router.links');
    expect(services.router.sysctls).toEqual({
      'net.ipv4.ip_forward': '1',
      'net.ipv6.conf.all.forwarding': '1',
    });
    expect(networks.a).not.toHaveProperty('internal');
  });

  it('names at its head what it leaves out', () => {
    const head = text(`lab: two
title: "A title\\nof two lines"
nodes: {client: {localhost: server}, server: {limits: {time: 3s}}}
links: {wan: {ends: [client, server], from: {client: {delay: 1ms, reorder: {ratio: 5%, by: 10ms}}}}}
traffic: {voice: {kind: udp-stream, from: client, to: server, packets: 10/s, payload: 100B, for: 1s}}
faults: [{link: wan, from: client, match: {udp: any}, do: drop}]
timeline: [{at: 1s, link: wan, from: client, down: true}]
expect: [{metric: voice.loss, at-most: 5%}]
`).split('\nservices:')[0];
    for (const line of head?.split('\n') ?? []) expect(line).toMatch(/^(#|$)/);
    for (const words of [
      "traffic voice: Wirelab's own udp-stream from client to server",
      'link wan from client: reordering',
      '1 scripted fault\n',
      '1 change of the timeline',
      "127.0.0.1 on client doesn't reach server",
      'the limit of processor time on server',
      '1 expectation)',
    ]) {
      expect(head).toContain(words);
    }
  });

  it('exports the case that is asked for, and names the others', () => {
    const lab = `${twoNodes}cases:
  - {case: clean}
  - {case: lossy, links: {wan: {impair: {loss: 20%}}}}
`;
    expect(compose(lab, { case: 'clean' }).services).not.toHaveProperty('client.links');
    expect(compose(lab, { case: 'lossy' }).services).toHaveProperty('client.links');
    expect(text(lab, { case: 'clean' })).toContain('--case chooses: lossy');
  });
});
