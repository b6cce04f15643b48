const wording: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'the connection timed out',
  EPIPE: 'the other side closed the connection',
  EHOSTUNREACH: 'the other side is unreachable',
  ENETUNREACH: 'there is no route to the other side',
  EMSGSIZE: 'the datagram is too long',
};

/** A socket's error in a few words. */
export function describeSocketError(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code === null ? error.message : describeErrorCode(code);
}

export function describeErrorCode(code: string): string {
  const words = wording[code];
  return words === undefined ? `the kernel said ${code}` : `${words} (${code})`;
}
