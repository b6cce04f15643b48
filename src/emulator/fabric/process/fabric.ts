/** The loop that moves frames: waits for devices, commands and due times, and does what each asks for. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { EnvironmentError } from '../../../core/environment-error.ts';
import type { Direction } from '../../../core/link/direction.ts';
import { Wire, type WireOutput } from '../../../core/link/wire.ts';
import type { WireReport, WireSpec } from '../../emulator.ts';
import { type FabricCommand, readingFields } from '../message.ts';
import { Alarm } from './alarm.ts';
import { Capture } from './capture.ts';
import type { Channel } from './channel.ts';
import { fromMonotonicNs, nowNs } from './clock.ts';
import { Epoll } from './epoll.ts';
import { libc } from './libc.ts';
import { Ports } from './ports.ts';
import { lowerPriority } from './priority.ts';

const controlTag = -1;
const batchFrames = 64;
/** Within a batch the clock is read, and what is due goes out, every so many frames. */
const stampEveryFrames = 8;
const noticePeriodNs = 100e6;
const directionsPerNotice = 16;
/** Notices wait for a pause of this length between packets, but not for ever. */
const pauseNs = 200e3;
const noticePatienceNs = 50e6;
const flushPeriodNs = 2e6;

export class Fabric implements WireOutput {
  readonly #channel: Channel;
  readonly #epoll = new Epoll();
  readonly #alarm = new Alarm();
  #fds: readonly number[] = [];
  #ports: Ports | null = null;
  #wire: Wire | null = null;
  #capture: Capture | null = null;
  #recordFile = '';
  /** The slot that the next frame is read into. */
  #slot = 0;
  #nextNoticeNs = 0;
  #noticePort = 0;
  #hasNews = false;
  #isEnded = false;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.#epoll.add(channel.fd, controlTag);
  }

  /** Returns once the orchestrator is gone. */
  run(): void {
    while (!this.#isEnded) {
      const timeNs = nowNs();
      const dueNs = this.#advance(timeNs);
      const idleUntilNs = this.#idle(timeNs, dueNs);
      const ready = this.#epoll.wait(this.#alarm.waitNs(nowNs(), dueNs, idleUntilNs));
      for (let index = 0; index < ready; index++) {
        const tag = this.#epoll.tag(index);
        if (tag === controlTag) this.#obey();
        else if (this.#wire !== null) this.#readFrames(this.#wire, tag);
      }
    }
    this.#capture?.close();
  }

  transmit(port: number, frame: Uint8Array, length: number): number {
    const written = libc.write(this.#fds[port] ?? -1, frame, length);
    return written === length ? nowNs() : Number.NaN;
  }

  impairmentChanged({ place, impairment }: Direction, cause: 'timeline' | 'hand'): void {
    this.#channel.send({ type: 'impairment', link: place.link, from: place.from, impairment, cause });
  }

  faultFired({ place }: Direction, rule: number, nth: number, action: string, packet: string): void {
    this.#channel.send({ type: 'fault', link: place.link, from: place.from, rule, nth, action, packet });
  }

  /** Sends what is due, and says when the next packet is. */
  #advance(timeNs: number): number {
    const wire = this.#wire;
    if (wire === null) return Number.POSITIVE_INFINITY;
    wire.advance(timeNs);
    return wire.nextNs;
  }

  /** What can wait for a pause between packets. Says until when there is nothing of the kind to do. */
  #idle(timeNs: number, dueNs: number): number {
    let untilNs = Number.POSITIVE_INFINITY;
    if (this.#wire !== null) {
      const isPause = dueNs - timeNs > pauseNs || timeNs > this.#nextNoticeNs + noticePatienceNs;
      if (timeNs >= this.#nextNoticeNs && isPause) this.#tell(this.#wire, timeNs);
      untilNs = Math.max(this.#nextNoticeNs, timeNs + pauseNs);
    }
    if (this.#channel.hasPending) {
      this.#channel.flush();
      untilNs = Math.min(untilNs, timeNs + flushPeriodNs);
    }
    return untilNs;
  }

  #readFrames(wire: Wire, port: number): void {
    const fd = this.#fds[port] ?? -1;
    const { store } = wire;
    let timeNs = 0;
    for (let count = 0; count < batchFrames; count++) {
      const length = libc.read(fd, store.frame(this.#slot), store.slotBytes);
      if (length <= 0) return;
      if (count % stampEveryFrames === 0) timeNs = nowNs();
      wire.offer(port, this.#slot, length, timeNs);
      this.#slot = store.acquire();
    }
  }

  #obey(): void {
    const commands = this.#channel.receive();
    for (const command of commands ?? []) {
      try {
        this.#do(command);
      } catch (error) {
        if (!(error instanceof EnvironmentError)) throw error;
        this.#channel.send({ type: 'error', message: error.message, remedy: error.remedy });
      }
    }
    if (commands === null) this.#isEnded = true;
  }

  #do(command: FabricCommand): void {
    switch (command.type) {
      case 'attach':
        this.#attach(command.wire, command.networkNamespaces);
        return;
      case 'start-clock':
        this.#wire?.startClock(fromMonotonicNs(BigInt(command.originNs)));
        return;
      case 'impair': {
        const port = this.#wire?.directions.findIndex(
          ({ place }) => place.link === command.link && place.from === command.from,
        );
        if (port !== undefined) this.#wire?.setImpairment(port, command.impairment, nowNs(), 'hand');
        return;
      }
      case 'finish':
        this.#finish();
        return;
      default:
        command satisfies never;
    }
  }

  #attach(spec: WireSpec, networkNamespaces: Readonly<Record<string, string>>): void {
    this.#recordFile = spec.recordFile;
    this.#ports = new Ports(spec.links, networkNamespaces, this.#epoll, new Epoll());
    this.#fds = this.#ports.fds;
    if (spec.captureFolder !== null) this.#capture = new Capture(spec.captureFolder, spec.links);
    this.#wire = new Wire(spec, this, nowNs(), this.#capture);
    this.#slot = this.#wire.store.acquire();
    this.#nextNoticeNs = nowNs() + noticePeriodNs;
    this.#channel.send({ type: 'attached' });
  }

  /** A round of counters, in pieces small enough not to make a packet late. */
  #tell(wire: Wire, timeNs: number): void {
    const readings: number[][] = [];
    while (this.#noticePort < wire.directions.length && readings.length < directionsPerNotice) {
      const direction = wire.directions[this.#noticePort++];
      if (!direction?.isDirty) continue;
      direction.isDirty = false;
      const reading = direction.reading();
      readings.push([direction.place.port, ...readingFields.map((field) => reading[field])]);
    }
    const isLast = this.#noticePort >= wire.directions.length;
    this.#hasNews ||= readings.length > 0;
    if (this.#hasNews) this.#channel.send({ type: 'readings', readings, isLast });
    if (!isLast) return;
    this.#hasNews = false;
    this.#noticePort = 0;
    this.#nextNoticeNs = timeNs + noticePeriodNs;
  }

  #finish(): void {
    const wire = this.#wire;
    if (wire === null) {
      this.#channel.send({
        type: 'error',
        message: 'the fabric was told to finish what it never began',
        remedy: null,
      });
      return;
    }
    wire.advance(nowNs());
    this.#wire = null;
    const deviceDrops = this.#ports?.drops() ?? 0;
    for (const fd of this.#fds) libc.close(fd);
    if (this.#capture !== null) {
      const capture = this.#capture;
      this.#capture = null;
      lowerPriority();
      capture.finish(wire.log);
    }
    writeRecords(wire, this.#recordFile);
    this.#channel.send({ type: 'report', report: reportOf(wire, deviceDrops) });
  }
}

function writeRecords(wire: Wire, path: string): void {
  try {
    const fd = openSync(path, 'w');
    for (const piece of wire.records()) writeSync(fd, piece);
    closeSync(fd);
  } catch (error) {
    throw new EnvironmentError(`cannot write the packet records to ${path}: ${String(error)}`, {
      remedy: 'make room there, or choose another folder with --out',
      cause: error,
    });
  }
}

function reportOf(wire: Wire, deviceDrops: number): WireReport {
  return {
    directions: wire.directions.map((direction) => ({
      link: direction.place.link,
      from: direction.place.from,
      ...direction.reading(),
      delayP50Ms: inMs(direction.delays.percentileNs(0.5)),
      delayP99Ms: inMs(direction.delays.percentileNs(0.99)),
    })),
    latenessP50Ms: inMs(wire.lateness.percentileNs(0.5)),
    latenessP99Ms: inMs(wire.lateness.percentileNs(0.99)),
    packets: wire.directions.reduce((sum, { counters }) => sum + counters.offered, 0),
    deviceDrops,
  };
}

function inMs(ns: number | null): number | null {
  return ns === null ? null : ns / 1e6;
}
