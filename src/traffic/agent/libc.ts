/** The few system calls that Node.js has no words for. Numbers are Linux's, alike on x86 and ARM. */

import koffi from 'koffi';
import { decodeTcpInfo, type TcpInfo, tcpInfoBytes } from '../../core/measure/tcp-info.ts';

const libc = koffi.load(null);
const socketCall = libc.func('int socket(int domain, int type, int protocol)');
const setsockopt = libc.func(
  'int setsockopt(int fd, int level, int name, const void *value, unsigned int length)',
);
const getsockopt = libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)');
const sendCall = libc.func('intptr_t send(int fd, const void *bytes, size_t length, int flags)');
const timerfdCreate = libc.func('int timerfd_create(int clock, int flags)');
const timerfdSettime = libc.func('int timerfd_settime(int fd, int flags, const void *value, void *old)');

const af = { 4: 2, 6: 10 } as const;
const sockStream = 1;
const sockNonBlockCloseOnExec = 0o4000 | 0o2000000;
const solSocket = 1;
const ipprotoTcp = 6;
const tcpInfoName = 11;
const msgDontWait = 0x40;
const clockMonotonic = 1;
const timerAbsolute = 1;

/** Names of <sys/socket.h> and <netinet/tcp.h>. */
export const socketOption = {
  sendBuffer: { level: solSocket, name: 7 },
  receiveBuffer: { level: solSocket, name: 8 },
  /** Beyond net.core.wmem_max and rmem_max; these take CAP_NET_ADMIN. */
  sendBufferForce: { level: solSocket, name: 32 },
  receiveBufferForce: { level: solSocket, name: 33 },
  congestion: { level: ipprotoTcp, name: 13 },
} as const;

export class SystemCallError extends Error {
  constructor(call: string) {
    super(`${call}: ${errorName(koffi.errno())}`);
    this.name = 'SystemCallError';
  }
}

function errorName(errno: number): string {
  const known = Object.entries(koffi.os.errno).find(([, value]) => value === errno);
  return known?.[0] ?? `errno ${errno}`;
}

/** A TCP socket, neither bound nor connected. */
export function openTcpSocket(ip: 4 | 6): number {
  const fd: number = socketCall(af[ip], sockStream | sockNonBlockCloseOnExec, 0);
  if (fd < 0) throw new SystemCallError('socket');
  return fd;
}

/** @returns whether the kernel took it */
export function setSocketOption(
  fd: number,
  option: { readonly level: number; readonly name: number },
  value: number | string,
): boolean {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(Int32Array.of(value).buffer);
  return setsockopt(fd, option.level, option.name, bytes, bytes.length) === 0;
}

const infoBytes = Buffer.alloc(tcpInfoBytes);
const infoLength = new Uint32Array(1);

/** @returns null once the socket is closed */
export function readTcpInfo(fd: number): TcpInfo | null {
  infoLength[0] = infoBytes.length;
  if (getsockopt(fd, ipprotoTcp, tcpInfoName, infoBytes, infoLength) !== 0) return null;
  return decodeTcpInfo(infoBytes.subarray(0, infoLength[0]));
}

/** @returns null when the kernel has it, else the error's name */
export function sendDatagram(fd: number, datagram: Buffer): string | null {
  if (sendCall(fd, datagram, datagram.length, msgDontWait) >= 0) return null;
  return errorName(koffi.errno());
}

export function openTimer(): number {
  const fd: number = timerfdCreate(clockMonotonic, 0o2000000);
  if (fd < 0) throw new SystemCallError('timerfd_create');
  return fd;
}

const timerSpec = new BigInt64Array(4);

/** Fires once, at `atNs` on CLOCK_MONOTONIC, or at once if that is past. */
export function armTimer(fd: number, atNs: number): void {
  const dueNs = BigInt(Math.max(1, Math.round(atNs)));
  timerSpec[2] = dueNs / 1_000_000_000n;
  timerSpec[3] = dueNs % 1_000_000_000n;
  if (timerfdSettime(fd, timerAbsolute, timerSpec, null) !== 0) throw new SystemCallError('timerfd_settime');
}
