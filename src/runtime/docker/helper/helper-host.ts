/** A privileged container beside an engine, from which the networks of its nodes are reached. */

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { EnvironmentError } from '../../../core/environment-error.ts';
import { type ClockReading, clockOffset } from '../../../core/measure/clock-offset.ts';
import { toolPath } from '../../local-host.ts';
import type { NetworkHost, NetworkPlace, OwnProcess, ToolOptions, ToolResult } from '../../network-host.ts';
import type { Engine, EngineContainer, EngineRun } from '../engine/engine.ts';
import { clockIdentity } from './clock-identity.ts';
import { HelperAgent } from './helper-agent.ts';
import { HelperProcess } from './helper-process.ts';
import { modulePathThere, outboxFolder, ownCode } from './own-code.ts';

const image = 'wirelab/tools';
const clockExchanges = 16;

/**
 * What `privileged` stands for, as far as it is needed: an engine that is confined itself can't give all of it.
 * SYS_PTRACE opens other processes' namespaces, SYS_ADMIN enters them.
 */
const privileges = {
  CapDrop: ['ALL'],
  CapAdd: [
    ...['SYS_ADMIN', 'SYS_PTRACE', 'NET_ADMIN', 'NET_RAW', 'SYS_NICE', 'IPC_LOCK', 'MKNOD', 'KILL'],
    ...['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETUID', 'SETGID', 'SYS_CHROOT'],
  ],
  // /dev/net/tun.
  DeviceCgroupRules: ['c 10:200 rwm'],
  // All of /proc may be written to: Docker's words for it.
  MaskedPaths: [],
  ReadonlyPaths: [],
};
const unconfined = ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'];
const unconfinedByPodman = [...unconfined, 'unmask=ALL'];

/**
 * Ends with us, also when we are killed, and all that runs in it: its main process's standard input is ours. It
 * sees the engine's processes (`pid: host`); its own network namespace has nothing in it.
 */
export class HelperHost implements NetworkHost {
  readonly description: string;
  readonly outbox = outboxFolder;
  readonly clockOffsetNs: bigint;
  /** Its own, as a path for setns(2) by processes in it. */
  readonly networkNamespace: string;
  /** Resolves with the cause if it ends before `close`. */
  readonly died: Promise<string>;
  readonly #container: EngineContainer;
  readonly #agent: HelperAgent;
  #isClosing = false;

  private constructor(
    container: EngineContainer,
    agent: HelperAgent,
    facts: { description: string; clockOffsetNs: bigint; pid: number },
  ) {
    this.#container = container;
    this.#agent = agent;
    this.description = facts.description;
    this.clockOffsetNs = facts.clockOffsetNs;
    this.networkNamespace = `/proc/${facts.pid}/ns/net`;
    this.died = new Promise((resolve) => {
      void agent.ended.then((cause) => {
        if (!this.#isClosing) resolve(cause);
      });
    });
  }

  static async open(engine: Engine, run: EngineRun): Promise<HelperHost> {
    const { architecture, name, address } = engine.facts;
    const [code] = await Promise.all([ownCode(architecture), engine.images.ensure(image)]);
    const container = await run.createContainer({
      Image: image,
      Entrypoint: ['node', modulePathThere(new URL('./agent/main.ts', import.meta.url))],
      Cmd: [],
      User: '0:0',
      Env: [`PATH=${toolPath}`],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      // An empty network namespace of the kernel's making: one of the engine's costs longer to start.
      NetworkDisabled: true,
      HostConfig: {
        ...privileges,
        AutoRemove: true,
        PidMode: 'host',
        NetworkMode: 'none',
        SecurityOpt: name === 'Podman' ? unconfinedByPodman : unconfined,
      },
    });
    try {
      const [streams] = await Promise.all([container.attach(), container.putArchive(code, '/')]);
      const agent = new HelperAgent(streams);
      await container.start();
      const { pid, clock } = await agent.ready;
      const here = clockIdentity();
      const isSameClock =
        clock.boot !== null && clock.boot === here.boot && clock.timeNamespace === here.timeNamespace;
      return new HelperHost(container, agent, {
        description: `helper container ${container.id.slice(0, 12)} of ${name} at ${address}`,
        clockOffsetNs: isSameClock ? 0n : await measuredOffsetNs(agent),
        pid,
      });
    } catch (error) {
      await container.remove().catch(() => {
        // The first error says why.
      });
      throw error;
    }
  }

  ownProgram(entry: URL, nodeOptions: readonly string[] = []): string[] {
    return ['node', ...nodeOptions, modulePathThere(entry)];
  }

  spawn(argv: readonly string[], { networkNamespace }: NetworkPlace = {}): OwnProcess {
    const place = networkNamespace === undefined ? [] : ['nsenter', `--net=${networkNamespace}`, '--'];
    const exec = this.#container.exec({ argv: [...place, ...argv], stdin: true });
    return new HelperProcess(exec, async (pid, signal) => {
      await this.#agent.ask({ type: 'signal', pid, signal });
    });
  }

  async run(argv: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
    const answer = await this.#agent.ask({
      type: 'run',
      argv,
      input: options.input ?? '',
      networkNamespace: options.networkNamespace ?? null,
    });
    switch (answer.type) {
      case 'ran':
        return answer.result;
      case 'absent':
        throw new EnvironmentError(`${answer.tool} is not in the image ${image}`, {
          remedy: 'run `wirelab images build tools`',
        });
      default:
        throw new EnvironmentError(
          `${argv[0]} could not run: ${answer.type === 'failed' ? answer.why : 'no result'}`,
        );
    }
  }

  async read(path: string): Promise<string | null> {
    const answer = await this.#agent.ask({ type: 'read', path });
    return answer.type === 'text' ? answer.text : null;
  }

  async fetch(path: string, to: string): Promise<void> {
    const archive = await this.#container.getArchive(path);
    const files = extract();
    let isFound = false;
    files.on('entry', (header, content, next) => {
      if (header.type !== 'file' || isFound) {
        content.resume();
        content.once('end', next);
        return;
      }
      isFound = true;
      pipeline(content, createWriteStream(to)).then(() => next(), next);
    });
    await pipeline(archive, files);
    if (!isFound) throw new EnvironmentError(`${path} in the ${this.description} is no file`);
  }

  /** Removes it, and ends what runs in it. Idempotent. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#container.remove();
    this.#agent.destroy();
  }
}

async function measuredOffsetNs(agent: HelperAgent): Promise<bigint> {
  const readings: ClockReading[] = [];
  while (readings.length < clockExchanges) {
    const askedNs = process.hrtime.bigint();
    const answer = await agent.ask({ type: 'clock' });
    const answeredNs = process.hrtime.bigint();
    if (answer.type !== 'clock') throw new EnvironmentError('the helper container did not tell its time');
    readings.push({ askedNs, answeredNs, thereNs: BigInt(answer.monotonicNs) });
  }
  return clockOffset(readings).ns;
}
