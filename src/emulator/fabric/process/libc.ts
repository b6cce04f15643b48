/** The few calls of the C library that Node doesn't offer. */

import koffi from 'koffi';

const library = koffi.load(null);

export const libc = {
  open: library.func('int open(const char *path, int flags)') as (path: string, flags: number) => number,
  close: library.func('int close(int fd)') as (fd: number) => number,
  read: library.func('long read(int fd, void *buffer, size_t size)') as (
    fd: number,
    buffer: Uint8Array,
    size: number,
  ) => number,
  write: library.func('long write(int fd, void *buffer, size_t size)') as (
    fd: number,
    buffer: Uint8Array,
    size: number,
  ) => number,
  ioctl: library.func('int ioctl(int fd, unsigned long request, void *argument)') as (
    fd: number,
    request: number,
    argument: Uint8Array,
  ) => number,
  fcntl: library.func('int fcntl(int fd, int command, long argument)') as (
    fd: number,
    command: number,
    argument: number,
  ) => number,
  socket: library.func('int socket(int domain, int type, int protocol)') as (
    domain: number,
    type: number,
    protocol: number,
  ) => number,
  setns: library.func('int setns(int fd, int type)') as (fd: number, type: number) => number,
  prctl: library.func('int prctl(int option, unsigned long argument)') as (
    option: number,
    argument: number,
  ) => number,
  setScheduler: library.func('int sched_setscheduler(int pid, int policy, void *parameters)') as (
    pid: number,
    policy: number,
    parameters: Int32Array,
  ) => number,
  epollCreate: library.func('int epoll_create1(int flags)') as (flags: number) => number,
  epollControl: library.func('int epoll_ctl(int epfd, int operation, int fd, void *event)') as (
    epfd: number,
    operation: number,
    fd: number,
    event: Uint8Array,
  ) => number,
  epollWait: library.func('int epoll_wait(int epfd, void *events, int size, int timeoutMs)') as (
    epfd: number,
    events: Uint8Array,
    size: number,
    timeoutMs: number,
  ) => number,
  ppoll: library.func('int ppoll(void *fds, unsigned long count, void *timeout, void *mask)') as (
    fds: Int32Array,
    count: number,
    timeout: Int32Array,
    mask: null,
  ) => number,
  /** Since Linux 5.11 and glibc 2.35; null elsewhere. */
  epollPreciseWait: optional(
    'int epoll_pwait2(int epfd, void *events, int size, void *timeout, void *mask)',
  ) as ((epfd: number, events: Uint8Array, size: number, timeout: Int32Array, mask: null) => number) | null,
};

export const Errno = { intr: 4, again: 11, nosys: 38 } as const;

export function lastErrno(): number {
  return koffi.errno();
}

/** The name of the last call's error, such as EPERM. */
export function lastErrorName(): string {
  const number = koffi.errno();
  const named = Object.entries(koffi.os.errno).find(([, value]) => value === number);
  return named?.[0] ?? `errno ${number}`;
}

function optional(prototype: string): unknown {
  try {
    return library.func(prototype);
  } catch {
    return null;
  }
}
