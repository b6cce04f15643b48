import type { TrafficSpec } from '../../core/lab/lab.ts';
import { setSocketOption, socketOption } from './libc.ts';

export type TcpSpec = Extract<TrafficSpec, { kind: 'tcp-bulk' | 'tcp-rr' }>;

/**
 * Before connect(2), or on a listening socket before its first SYN: the window scale is chosen by the
 * receive buffer then. The kernel doubles buffer sizes to pay for its own bookkeeping (socket(7)).
 * @throws Error where the kernel doesn't have the congestion control
 */
export function setTcpOptions(fd: number, spec: TcpSpec): void {
  const { receiveBufferBytes, sendBufferBytes, congestion } = spec;
  if (receiveBufferBytes !== null) {
    const forced = setSocketOption(fd, socketOption.receiveBufferForce, receiveBufferBytes);
    if (!forced) setSocketOption(fd, socketOption.receiveBuffer, receiveBufferBytes);
  }
  if (sendBufferBytes !== null) {
    const forced = setSocketOption(fd, socketOption.sendBufferForce, sendBufferBytes);
    if (!forced) setSocketOption(fd, socketOption.sendBuffer, sendBufferBytes);
  }
  if (congestion !== null && !setSocketOption(fd, socketOption.congestion, congestion)) {
    throw new Error(`this kernel has no congestion control "${congestion}", or doesn't allow it`);
  }
}
