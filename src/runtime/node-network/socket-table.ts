/** The kernel's tables of sockets: proc(5), /proc/net/tcp and the like. */

/** TCP_LISTEN, and what /proc/net/udp shows for a socket that isn't connected (TCP_CLOSE): tcp_states.h. */
const openState = { tcp: '0A', udp: '07' } as const;

export function listensOn(table: string, protocol: 'tcp' | 'udp', port: number): boolean {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .some((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      return local?.endsWith(wanted) === true && state === openState[protocol];
    });
}
