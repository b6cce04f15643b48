/** The descriptors of all TAP devices, by the number that the wire knows each by. */

import { EnvironmentError } from '../../../core/environment-error.ts';
import type { LinkSpec } from '../../../core/lab/lab.ts';
import { nowNs } from './clock.ts';
import type { Epoll } from './epoll.ts';
import { deviceDrops, idleDevices, inNetworkNamespace, lengthenQueues, openTap } from './tap.ts';

const carrierTimeoutNs = 5e9;
const carrierPollNs = 0.5e6;

interface NodeDevices {
  readonly namespace: string;
  readonly devices: readonly string[];
  /** Dropped before the fabric was there. */
  dropsBefore: number;
}

export class Ports {
  readonly fds: readonly number[];
  readonly #nodes: readonly NodeDevices[];

  /** Takes over all devices, and returns once each carries packets. Throws EnvironmentError. */
  constructor(
    links: readonly LinkSpec[],
    networkNamespaces: Readonly<Record<string, string>>,
    epoll: Epoll,
    waiting: Epoll,
  ) {
    const ends = links.flatMap((link) => link.ends).map((end, port) => ({ ...end, port }));
    const fds: number[] = new Array(ends.length).fill(-1);
    this.#nodes = [...new Set(ends.map((end) => end.node))].map((node) => {
      const namespace = networkNamespaces[node];
      if (namespace === undefined) throw new EnvironmentError(`node ${node} isn't running`);
      const own = ends.filter((end) => end.node === node);
      inNetworkNamespace(namespace, () => {
        for (const { port, device } of own) {
          const fd = openTap(device);
          fds[port] = fd;
          epoll.add(fd, port);
        }
      });
      return { namespace, devices: own.map((end) => end.device), dropsBefore: 0 };
    });
    this.fds = fds;
    this.#awaitCarriers(waiting);
  }

  /** Packets that nodes sent and the fabric was too late to read. */
  drops(): number {
    let drops = 0;
    for (const node of this.#nodes) {
      try {
        drops += Math.max(0, countDrops(node) - node.dropsBefore);
      } catch {
        // The node is gone, and its counters with it.
      }
    }
    return drops;
  }

  #awaitCarriers(waiting: Epoll): void {
    const deadlineNs = nowNs() + carrierTimeoutNs;
    for (const node of this.#nodes) {
      while (inNetworkNamespace(node.namespace, () => idleDevices(node.devices)).length > 0) {
        if (nowNs() > deadlineNs) {
          throw new EnvironmentError(`the devices ${node.devices.join(', ')} don't come up`);
        }
        waiting.wait(carrierPollNs);
      }
      inNetworkNamespace(node.namespace, () => lengthenQueues(node.devices));
      node.dropsBefore = countDrops(node);
    }
  }
}

function countDrops({ namespace, devices }: NodeDevices): number {
  return inNetworkNamespace(namespace, () => devices.reduce((sum, device) => sum + deviceDrops(device), 0));
}
