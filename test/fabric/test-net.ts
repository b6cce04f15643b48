/** Bare network namespaces with TAP devices, and the fabric between them: no runtime needed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultSpec } from '../../src/core/lab/fault.ts';
import { type Impairment, unimpaired } from '../../src/core/lab/impairment.ts';
import type { LinkEnd, LinkSpec, TimelineEntry } from '../../src/core/lab/lab.ts';
import {
  decodePacketRecords,
  type PacketRecords,
  type RecordHeader,
} from '../../src/core/link/packet-record.ts';
import type { EmulatedLinks, WireReport } from '../../src/emulator/emulator.ts';
import { FabricEmulator } from '../../src/emulator/fabric/fabric-emulator.ts';
import { LocalHost } from '../../src/runtime/local-host.ts';
import type { RunningNode, Sandbox } from '../../src/runtime/runtime.ts';

export interface TestLink {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly mtu?: number;
  /** In each direction. */
  readonly impair?: Partial<Impairment>;
  readonly from?: Readonly<Record<string, Partial<Impairment>>>;
}

export interface TestNetOptions {
  readonly links: readonly TestLink[];
  readonly seed?: number;
  readonly faults?: readonly FaultSpec[];
  readonly timeline?: readonly TimelineEntry[];
  readonly capture?: boolean;
}

interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class TestNet implements AsyncDisposable {
  readonly links: EmulatedLinks;
  /** The fabric's own process, to be done harm to. */
  readonly process: ChildProcess;
  readonly specs: readonly LinkSpec[];
  readonly #holders: ReadonlyMap<string, ChildProcess>;
  readonly #folder: string;

  constructor(
    links: EmulatedLinks,
    process: ChildProcess,
    specs: readonly LinkSpec[],
    holders: ReadonlyMap<string, ChildProcess>,
    folder: string,
  ) {
    this.links = links;
    this.process = process;
    this.specs = specs;
    this.#holders = holders;
    this.#folder = folder;
  }

  static async open(options: TestNetOptions): Promise<TestNet> {
    const specs = linkSpecs(options.links);
    const folder = await mkdtemp(join(tmpdir(), 'fabric-test-'));
    const network = new LocalHost();
    const sandbox = { network } as Partial<Sandbox> as Sandbox;
    const names = [...new Set(options.links.flatMap((link) => link.nodes))];
    const opening = new FabricEmulator().open(sandbox);
    const holders = new Map<string, ChildProcess>();
    await Promise.all(names.map(async (name) => holders.set(name, await makeNode(name, specs))));
    const links = await opening;
    const nodes = names.map(
      (name) =>
        ({
          name,
          networkNamespace: `/proc/${holders.get(name)?.pid}/ns/net`,
        }) as Partial<RunningNode> as RunningNode,
    );
    const [child] = network.children;
    if (child === undefined) throw new Error('the fabric started no process');
    const net = new TestNet(links, child, specs, holders, folder);
    await links.attach(
      {
        seed: options.seed ?? 1,
        links: specs,
        faults: options.faults ?? [],
        timeline: options.timeline ?? [],
        recordFile: net.recordFile,
        captureFolder: options.capture === true ? folder : null,
      },
      nodes,
    );
    return net;
  }

  get recordFile(): string {
    return join(this.#folder, 'packets');
  }

  captureFile(link: string): string {
    return join(this.#folder, `${link}.pcapng`);
  }

  startClock(): void {
    this.links.startClock(process.hrtime.bigint());
  }

  spawn(node: string, argv: readonly string[]): ChildProcess {
    const pid = this.#holders.get(node)?.pid;
    return spawn('nsenter', [`--net=/proc/${pid}/ns/net`, ...argv]);
  }

  /** Runs a command in a node's network, to its end. */
  async run(node: string, argv: readonly string[]): Promise<CommandResult> {
    const child = this.spawn(node, argv);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, stdout, stderr };
  }

  async finish(): Promise<{ report: WireReport; header: RecordHeader; records: PacketRecords }> {
    const report = await this.links.finish();
    return { report, ...decodePacketRecords(await readFile(this.recordFile)) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.links.close();
    for (const holder of this.#holders.values()) {
      const ended = once(holder, 'exit');
      holder.stdin?.end();
      await ended;
    }
    await rm(this.#folder, { recursive: true });
  }
}

function linkSpecs(links: readonly TestLink[]): LinkSpec[] {
  const devices = new Map<string, number>();
  return links.map((link, linkIndex) => ({
    name: link.name,
    mtu: link.mtu ?? 1500,
    ends: link.nodes.map((node, end): LinkEnd => {
      const device = devices.get(node) ?? 0;
      devices.set(node, device + 1);
      return {
        node,
        device: `eth${device}`,
        mac: `02:00:00:00:${hexByte(linkIndex)}:${hexByte(end + 2)}`,
        ipv4: { address: `10.0.${linkIndex}.${end + 2}`, prefixLength: 24 },
        ipv6: { address: `fd00:${linkIndex}::${end + 2}`, prefixLength: 64 },
        impairment: { ...unimpaired, ...link.impair, ...link.from?.[node] },
      };
    }),
  }));
}

/** A process that holds a namespace with the node's devices, until its standard input ends. */
async function makeNode(name: string, links: readonly LinkSpec[]): Promise<ChildProcess> {
  const batch = ['link set lo up'];
  for (const link of links) {
    const own = link.ends.find((end) => end.node === name);
    if (own === undefined) continue;
    const { device } = own;
    batch.push(`tuntap add dev ${device} mode tap`);
    batch.push(`link set ${device} address ${own.mac} mtu ${link.mtu} up`);
    batch.push(`addr add ${own.ipv4?.address}/24 dev ${device}`);
    if (link.mtu >= 1280) batch.push(`addr add ${own.ipv6?.address}/64 dev ${device} nodad`);
    for (const peer of link.ends) {
      if (peer === own) continue;
      batch.push(`neigh add ${peer.ipv4?.address} lladdr ${peer.mac} dev ${device} nud permanent`);
      if (link.mtu >= 1280) {
        batch.push(`neigh add ${peer.ipv6?.address} lladdr ${peer.mac} dev ${device} nud permanent`);
      }
    }
  }
  const script = 'printf "%s\\n" "$1" | ip -batch - && echo up && exec cat';
  const holder = spawn('unshare', ['--net', 'sh', '-c', script, 'sh', batch.join('\n')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [first] = (await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])) as [unknown];
  if (!String(first).startsWith('up')) throw new Error(`node ${name} could not be made`);
  return holder;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
