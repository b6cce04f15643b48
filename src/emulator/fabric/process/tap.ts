/** Takes over TAP devices that exist in the nodes' network namespaces. */

import { readFileSync } from 'node:fs';
import { EnvironmentError } from '../../../core/environment-error.ts';
import { lastErrorName, libc } from './libc.ts';

const O_RDWR = 2;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const CLONE_NEWNET = 0x4000_0000;
const AF_INET = 2;
const SOCK_DGRAM = 2;
const TUNSETIFF = 0x4004_54ca;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFTXQLEN = 0x8943;
const IFF_RUNNING = 0x40;

/** Room for what a node sends while the fabric is busy elsewhere; the kernel's default is 500 (tun). */
const deviceQueuePackets = 4096;

const ownNamespace = libc.open('/proc/thread-self/ns/net', O_CLOEXEC);

/** Runs something with this thread in another network namespace. Throws EnvironmentError. */
export function inNetworkNamespace<T>(path: string, action: () => T): T {
  const fd = libc.open(path, O_CLOEXEC);
  if (fd < 0) throw new EnvironmentError(`cannot open the network namespace ${path}: ${lastErrorName()}`);
  const entered = libc.setns(fd, CLONE_NEWNET);
  const error = lastErrorName();
  libc.close(fd);
  if (entered < 0) throw new EnvironmentError(`cannot enter the network namespace ${path}: ${error}`);
  try {
    return action();
  } finally {
    libc.setns(ownNamespace, CLONE_NEWNET);
  }
}

/** In the namespace of the device: a descriptor for its frames. Throws EnvironmentError. */
export function openTap(device: string): number {
  const fd = libc.open('/dev/net/tun', O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    throw new EnvironmentError(`cannot open /dev/net/tun: ${lastErrorName()}`, {
      remedy: 'run as root, or let users open it: sudo chmod 0666 /dev/net/tun',
    });
  }
  const request = interfaceRequest(device);
  new DataView(request.buffer).setUint16(16, IFF_TAP | IFF_NO_PI, true);
  if (libc.ioctl(fd, TUNSETIFF, request) < 0) {
    throw new EnvironmentError(`cannot take over the TAP device ${device}: ${lastErrorName()}`);
  }
  return fd;
}

/** In the namespace of the devices: those that don't carry packets yet. */
export function idleDevices(devices: readonly string[]): string[] {
  return withSocket((socket) =>
    devices.filter((device) => {
      const request = interfaceRequest(device);
      if (libc.ioctl(socket, SIOCGIFFLAGS, request) < 0) return true;
      return (new DataView(request.buffer).getUint16(16, true) & IFF_RUNNING) === 0;
    }),
  );
}

/**
 * In the namespace of a device. The call takes the lock under which the kernel activates the queue of
 * a device that just got its carrier: once it returns, nothing sent is dropped for want of one.
 */
export function lengthenQueues(devices: readonly string[]): void {
  withSocket((socket) => {
    for (const device of devices) {
      const request = interfaceRequest(device);
      new DataView(request.buffer).setInt32(16, deviceQueuePackets, true);
      libc.ioctl(socket, SIOCSIFTXQLEN, request);
    }
  });
}

/** In the namespace of a device: packets that it sent and nobody was there to read. */
export function deviceDrops(device: string): number {
  const line = readFileSync('/proc/thread-self/net/dev', 'utf8')
    .split('\n')
    .find((text) => text.trimStart().startsWith(`${device}:`));
  // After the colon: eight columns of what came in, then bytes, packets, errs, drop of what went out.
  return Number(line?.split(':')[1]?.trim().split(/\s+/)[11] ?? 0);
}

function withSocket<T>(action: (socket: number) => T): T {
  const socket = libc.socket(AF_INET, SOCK_DGRAM, 0);
  if (socket < 0) throw new EnvironmentError(`cannot open a socket: ${lastErrorName()}`);
  try {
    return action(socket);
  } finally {
    libc.close(socket);
  }
}

/** struct ifreq, with the name filled in. */
function interfaceRequest(device: string): Uint8Array {
  const request = new Uint8Array(40);
  request.set(new TextEncoder().encode(device).subarray(0, 15));
  return request;
}
