/**
 * A runtime makes nodes and runs programs in them. It knows nothing of what links do to packets:
 * it leaves a device at each end of a link, and an emulator takes those over.
 */

import type { Readable } from 'node:stream';
import type { NodePlan } from '../core/plan/plan.ts';
import type { ProcessIdentity } from './ledger/process-identity.ts';
import type { NetworkHost, OwnProcess } from './network-host.ts';
import type { ProcessorShare } from './processor-share.ts';

export interface Runtime {
  readonly name: 'namespaces' | 'docker';
  /** Makes what all nodes of one case share. Throws EnvironmentError where the machine forbids it. */
  open(options: SandboxOptions): Promise<Sandbox>;
  /**
   * Starts one of Wirelab's own processes with privilege over the networks of sandboxes to come. Null
   * where only a sandbox can give that.
   */
  spawnAhead(argv: readonly string[]): OwnProcess | null;
  /** Lends what the networks of sandboxes to come would be reached from, to find out what can be done there. */
  withNetwork<Finding>(use: (network: NetworkHost) => Promise<Finding>): Promise<Finding>;
}

export interface SandboxOptions {
  /** Unique on this machine; part of every name that outlives a process. */
  readonly runId: string;
  /** What a link's end is: a TAP for an emulator in user space, one side of a veth pair for the kernel's. */
  readonly device: 'tap' | 'veth';
  /** Whether people will enter its nodes, with privilege over the nodes' networks. */
  readonly handsOn?: boolean;
  /** Hears, a line at a time, of what takes long: images that are downloaded. */
  readonly onProgress?: (line: string) => void;
}

/** The nodes of one case, and whatever they share. */
export interface Sandbox extends AsyncDisposable {
  /**
   * Facts for the result: how limits are enforced, which isolation holds, which tools are used. Complete once
   * nodes are made: which image each of them has.
   */
  readonly facts: Readonly<Record<string, string>>;
  /** What a user should know before trusting the result, one sentence each. */
  readonly warnings: readonly string[];
  /** Makes all nodes, concurrently, each ready: addresses, routes, names, settings. */
  createNodes(plans: readonly NodePlan[]): Promise<readonly RunningNode[]>;
  /** From where the nodes' networks are reached. */
  readonly network: NetworkHost;
  /**
   * Where the far sides of the nodes' devices are, for the kernel's emulator to join: a path as for setns(2),
   * as processes of `network` see it. Null where devices are TAPs, which have no far side.
   */
  readonly wireNamespace: string | null;
  /** Stops every node and removes all that was made. Idempotent. */
  close(): Promise<void>;
}

export interface RunningNode {
  readonly name: string;
  /** A path that an opened descriptor of which setns(2) takes, for processes of `network`. */
  readonly networkNamespace: string;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly skippedSysctls: readonly string[];
  /** Runs somebody's program inside, without privileges. */
  start(launch: ProgramLaunch): RunningProgram;
  /** Starts one of Wirelab's own traffic processes in the node's network; it dies with the node. */
  spawnAgent(argv: readonly string[]): OwnProcess;
  /** Does anything listen there? Reads the kernel's socket table and sends no packet. */
  isListening(protocol: 'tcp' | 'udp', port: number): Promise<boolean>;
  /** The kernel's counters of this network namespace, such as TcpExtListenOverflows. */
  counters(): Promise<Readonly<Record<string, number>>>;
  /** Resolves with the cause if the node ends before it was told to. */
  readonly died: Promise<string>;
  readonly entrance: NodeEntrance;
}

/** A node's door for other processes of its owner's user: all that is needed to run a command in it by hand. */
export type NodeEntrance = NamespacesEntrance | ContainerEntrance;

interface CommonEntrance {
  /** Where commands start. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface NamespacesEntrance extends CommonEntrance {
  readonly by: 'namespaces';
  /** The node's init: without it there is no node. */
  readonly init: ProcessIdentity;
  /** argv that stands before a command to run it inside, still privileged. */
  readonly enter: readonly string[];
  /** argv that leaves it privilege over the node's network only. */
  readonly confine: readonly string[];
  /** argv that leaves it what the lab's programs have. */
  readonly confineAsProgram: readonly string[];
}

export interface ContainerEntrance extends CommonEntrance {
  readonly by: 'engine';
  /** As DOCKER_HOST would name the engine. */
  readonly address: string;
  readonly container: string;
  /** uid:gid of who has privilege over the node's network, and of the lab's programs. */
  readonly user: string;
  readonly programUser: string;
}

export interface ProgramLaunch {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path on this machine; null is /dev/null. */
  readonly stdin: string | null;
  /** Where it starts: an absolute path in the node. /lab where the node has files, else /home/lab, unless given. */
  readonly folder?: string;
  /** Wirelab's own, before the lab's: it leaves nothing running, and takes nothing from what those may have. */
  readonly isPreparation?: boolean;
  /** Whether its system calls are recorded, and of all that it starts. Somebody must then read `trace`. */
  readonly isTraced?: boolean;
}

export interface RunningProgram {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** What strace(1) writes; null where the program isn't traced. */
  readonly trace: Readable | null;
  readonly ended: Promise<ProgramEnd>;
  /** To the program and all that it started. */
  signal(signal: NodeJS.Signals): void;
  /** Of what still runs of it; null where nothing tells. The time that it took to be started counts as waited. */
  processorShare(): Promise<ProcessorShare | null>;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  /** Null where nothing on this machine tells. */
  readonly peakMemoryBytes: number | null;
  /** Which limit ended it, where that is known. */
  readonly limitHit: 'memory' | 'time' | null;
  /** It asked for more processes or threads than it may have, and was refused; left out where nothing tells. */
  readonly processLimitReached?: boolean;
}
