/**
 * A container engine with Docker's API, as far as Wirelab needs it. All that is made belongs to a run and says
 * so in its labels. Every method throws EnvironmentError where the engine refuses, or can't be reached.
 */

import type { Readable, Writable } from 'node:stream';
import type { ContainerCreateOptions } from 'dockerode';
import type { Subnet } from '../../../core/plan/subnet.ts';
import type { ImageMaker } from './image-build.ts';

/** As the engine's API has it. */
export type { ContainerCreateOptions };

export interface EngineFacts {
  readonly name: 'Docker Engine' | 'Docker Desktop' | 'Podman';
  readonly version: string;
  readonly apiVersion: string;
  /** Where it listens, as DOCKER_HOST would name it. */
  readonly address: string;
  readonly kernel: string;
  /** As images name it: amd64, arm64. */
  readonly architecture: string;
  readonly operatingSystem: string;
  readonly hostName: string;
  readonly cgroupVersion: 1 | 2;
  /** It runs without root: what it calls privileged is so within a user namespace. */
  readonly rootless: boolean;
  /**
   * Its containers' processes are in our own /proc: same kernel, same PID namespace. What we may do to them is
   * another question.
   */
  readonly isLocal: boolean;
}

export interface Engine {
  readonly facts: EngineFacts;
  /** All that one run makes. Nothing is asked of the engine yet. */
  openRun(runId: string): EngineRun;
  /** One that somebody else made. */
  container(id: string): EngineContainer;
  readonly images: EngineImages;
  /** For `wirelab images build`. */
  readonly imageMaker: ImageMaker;
  /** Removes what dead runs left, and nothing else. */
  reapDeadRuns(options?: ReapOptions): Promise<EngineReapReport>;
  /** Closes idle connections. */
  close(): void;
}

export interface EngineRun {
  readonly runId: string;
  /** Created, not started. Labels are added to `options.Labels`. */
  createContainer(options: ContainerCreateOptions, name?: string): Promise<EngineContainer>;
  /** A new volume with what the tar archive holds, entries relative to the volume's root. */
  createVolume(archive: Readable | Buffer, imageForFilling: string): Promise<EngineVolume>;
  /** A network with a way to the outside, from a pool of subnets that collides with none of `avoid`. */
  createInternetNetwork(avoid: readonly Subnet[]): Promise<EngineNetwork>;
  /** Hears of this run's containers from now on. */
  watch(listener: (event: ContainerEvent) => void): Promise<EngineWatch>;
  /** Removes all that carries this run's label, running or not, concurrently. Idempotent. */
  removeAll(): Promise<void>;
}

export interface EngineContainer {
  readonly id: string;
  start(): Promise<void>;
  state(): Promise<ContainerState>;
  /** Starts at once; what goes wrong is told by the exec's `exitCode`. */
  exec(options: ExecOptions): EngineExec;
  /**
   * To the main process's stdin, stdout and stderr. Call before `start` to miss nothing. With OpenStdin and
   * StdinOnce the process's stdin ends when this connection does, so also when we are killed.
   */
  attach(): Promise<AttachedStreams>;
  /** Resolves with the main process's exit status once it has ended. */
  wait(): Promise<number>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Changes what it may have while it runs; no swap. */
  limit(limits: { readonly memoryBytes: number; readonly processes: number }): Promise<void>;
  /** Unpacks a tar archive in a folder; before `start` as well, and in volumes that are mounted writable. */
  putArchive(archive: Readable | Buffer, path: string): Promise<void>;
  /** A file or folder as a tar archive; not of a tmpfs. */
  getArchive(path: string): Promise<Readable>;
  /** Kills and removes it with its anonymous volumes. Idempotent. */
  remove(): Promise<void>;
}

export interface ContainerState {
  readonly running: boolean;
  /** As the engine's kernel numbers it; 0 when it isn't running. */
  readonly pid: number;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Why it didn't start; empty otherwise. */
  readonly error: string;
}

export interface ExecOptions {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** uid[:gid] */
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly privileged?: boolean;
  /** Connects `stdin`; else it is /dev/null. */
  readonly stdin?: boolean;
  /** Gives it a terminal; all that it prints is then in `stdout`. */
  readonly tty?: boolean;
}

export interface AttachedStreams {
  readonly stdin: Writable;
  /** Both must be read: one that isn't holds up the other. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the connection is over, however that came. */
  readonly ended: Promise<void>;
  /** Drops the connection. */
  destroy(): void;
}

export interface EngineExec extends AttachedStreams {
  /** Resolves once it runs. */
  readonly started: Promise<void>;
  /**
   * Never null. Rejects with EnvironmentError when it can't be known: the exec couldn't be started, or the
   * engine or the container went away meanwhile.
   */
  readonly exitCode: Promise<number>;
  /** As the engine's kernel numbers it; null when it has ended. */
  pid(): Promise<number | null>;
  /** Of its terminal. What has ended meanwhile is left alone. */
  resize(size: { readonly columns: number; readonly rows: number }): Promise<void>;
}

export interface EngineImages {
  /** Null when the engine hasn't got it. */
  inspect(reference: string): Promise<ImageFacts | null>;
  /**
   * Makes sure that the engine has it for its own architecture: pulls it where it must, except for Wirelab's own
   * images, which are built.
   */
  ensure(reference: string, onProgress?: (line: string) => void): Promise<ImageFacts>;
}

export interface ImageFacts {
  readonly id: string;
  readonly architecture: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly sizeBytes: number;
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface EngineVolume {
  readonly name: string;
  remove(): Promise<void>;
}

export interface EngineNetwork {
  /** For HostConfig.NetworkMode. */
  readonly id: string;
  readonly subnet: string;
  readonly gateway: string;
  remove(): Promise<void>;
}

export interface ContainerEvent {
  readonly container: string;
  readonly action: 'die' | 'oom';
  /** Of `die`. */
  readonly exitCode: number | null;
}

export interface EngineWatch {
  /** Resolves with the reason when the engine stops telling, unless `close` was called. */
  readonly lost: Promise<string>;
  close(): void;
}

export interface ReapOptions {
  /**
   * Also what runs of other machines left, of which this one can't tell whether they still run. Off unless
   * somebody asks for it.
   */
  readonly elsewhere?: boolean;
}

export interface EngineReapReport {
  readonly removed: readonly ReapedRun[];
  /** Runs of which something would not go. */
  readonly stuck: readonly ReapedRun[];
  /** Runs of other machines, left alone. */
  readonly elsewhere: readonly ReapedRun[];
}

export interface ReapedRun {
  readonly run: string;
  /** Such as `container 3f2a…`, `volume …`, `network …`. */
  readonly resources: readonly string[];
}
