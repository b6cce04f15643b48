/** Who is at the other end of a Unix socket (unix(7), SO_PEERCRED)? */

import koffi from 'koffi';

const afUnix = 1;
const sockStreamCloseOnExec = 1 | 0o2000000;
const solSocket = 1;
const soPeerCred = 17;
const pathBytes = 108;

/**
 * The process that listens there, numbered as in our own PID namespace; null when it isn't in that, or nobody
 * listens. Of a socket that is mounted in our container we see no process.
 */
export function listenerOf(path: string): number | null {
  const libc = koffi.load(null);
  const openSocket = libc.func('int socket(int domain, int type, int protocol)');
  const connect = libc.func('int connect(int fd, const void *address, unsigned int length)');
  const getsockopt = libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)');
  const close = libc.func('int close(int fd)');
  const address = Buffer.alloc(2 + pathBytes);
  address.writeUInt16LE(afUnix);
  if (address.write(path, 2) !== Buffer.byteLength(path)) return null;
  const fd: number = openSocket(afUnix, sockStreamCloseOnExec, 0);
  if (fd < 0) return null;
  try {
    // struct ucred: pid, uid, gid.
    const credentials = new Int32Array(3);
    const length = Uint32Array.of(credentials.byteLength);
    if (connect(fd, address, address.length) !== 0) return null;
    if (getsockopt(fd, solSocket, soPeerCred, credentials, length) !== 0) return null;
    return credentials[0] || null;
  } finally {
    close(fd);
  }
}
