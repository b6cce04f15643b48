import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { sendDatagram, setSocketOption, socketOption } from './libc.ts';

/** So that a receiver that isn't scheduled for a moment loses nothing that the link delivered. */
const receiveBufferBytes = 4 << 20;

function descriptorOf(socket: Socket): number {
  const symbol = Object.getOwnPropertySymbols(socket).find((key) => key.description === 'state symbol');
  const state = symbol === undefined ? null : (Reflect.get(socket, symbol) as { handle?: { fd?: number } });
  return state?.handle?.fd ?? -1;
}

/** A bound UDP socket that sends at once, and says how the kernel took it. */
export class DatagramSocket {
  readonly #socket: Socket;
  readonly #fd: number;

  private constructor(socket: Socket, fd: number) {
    this.#socket = socket;
    this.#fd = fd;
    // What an ICMP error says is of no use to a stream that doesn't expect answers.
    socket.on('error', () => {});
  }

  static async bind(ip: 4 | 6, address: string, port: number): Promise<DatagramSocket> {
    const socket = createSocket(ip === 4 ? { type: 'udp4' } : { type: 'udp6', ipv6Only: true });
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
    const fd = descriptorOf(socket);
    if (!setSocketOption(fd, socketOption.receiveBufferForce, receiveBufferBytes)) {
      setSocketOption(fd, socketOption.receiveBuffer, receiveBufferBytes);
    }
    return new DatagramSocket(socket, fd);
  }

  async connect(address: string, port: number): Promise<void> {
    this.#socket.connect(port, address);
    await once(this.#socket, 'connect');
  }

  close(): void {
    this.#socket.close();
  }

  onDatagram(listener: (datagram: Buffer, reply: (answer: Buffer) => void) => void): void {
    this.#socket.on('message', (datagram, sender) => {
      listener(datagram, (answer) => this.#socket.send(answer, sender.port, sender.address, () => {}));
    });
  }

  /**
   * To the connected address.
   * @returns null when the kernel has taken it, else the error's name
   */
  send(datagram: Buffer): string | null {
    const error = sendDatagram(this.#fd, datagram);
    // An earlier datagram's ICMP error is told to the next call, which then sends nothing.
    return error === 'ECONNREFUSED' || error === 'EHOSTUNREACH' ? sendDatagram(this.#fd, datagram) : error;
  }
}
