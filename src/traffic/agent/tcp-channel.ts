import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TcpInfo } from '../../core/measure/tcp-info.ts';
import { TcpSamples } from '../../core/measure/tcp-summary.ts';
import type { TcpReport } from '../protocol.ts';
import { largestPiece, streamBytes } from './byte-pattern.ts';
import { readTcpInfo } from './libc.ts';
import { monotonicNs } from './monotonic-clock.ts';

/** What of Node's socket isn't in its types. */
interface SocketHandle {
  readonly fd: number;
  /** Bytes that the kernel hasn't taken yet. */
  readonly writeQueueSize: number;
}

function handleOf(socket: Socket): SocketHandle | null {
  return '_handle' in socket ? (socket._handle as SocketHandle | null) : null;
}

export type ChannelCounts = Pick<
  TcpReport,
  'bytesSent' | 'bytesReceived' | 'sha256Sent' | 'sha256Received' | 'firstSentAtNs' | 'lastReadAtNs' | 'tcp'
>;

/** Of a connection that never was. */
export const noCounts: ChannelCounts = {
  bytesSent: 0,
  bytesReceived: 0,
  sha256Sent: '',
  sha256Received: '',
  firstSentAtNs: null,
  lastReadAtNs: null,
  tcp: null,
};

/** A TCP socket that counts, hashes and times what goes through it. Made for allowHalfOpen sockets; begins to read. */
export class TcpChannel {
  readonly #socket: Socket;
  readonly #sent = createHash('sha256');
  readonly #received = createHash('sha256');
  readonly #samples = new TcpSamples();
  #bytesWritten = 0;
  #bytesReceived = 0;
  #firstSentAtNs: number | null = null;
  #lastReadAtNs: number | null = null;
  /** Counts were taken: what a socket still tells of a write or of bytes comes too late. */
  #counted = false;

  /** @param onData after each read */
  constructor(socket: Socket, onData: () => void) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      if (this.#counted) return;
      this.#lastReadAtNs = monotonicNs();
      this.#bytesReceived += bytes.length;
      this.#received.update(bytes);
      onData();
    });
  }

  /** Sends the next `length` bytes of the stream, a piece at a time. Calls back when the kernel has them all. */
  send(length: number, done: () => void): void {
    const piece = streamBytes(this.#bytesWritten, Math.min(length, largestPiece));
    this.#firstSentAtNs ??= monotonicNs();
    this.#bytesWritten += piece.length;
    this.#sent.update(piece);
    this.#socket.write(piece, (error) => {
      if (error || this.#counted) return;
      if (length > piece.length) this.send(length - piece.length, done);
      else done();
    });
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  /** Those that the kernel has. */
  get bytesSent(): number {
    return this.#bytesWritten - (handleOf(this.#socket)?.writeQueueSize ?? 0);
  }

  get latest(): TcpInfo | null {
    return this.#samples.latest;
  }

  sample(): void {
    const fd = handleOf(this.#socket)?.fd ?? -1;
    if (fd < 0) return;
    const info = readTcpInfo(fd);
    if (info !== null) this.#samples.add(info, monotonicNs());
  }

  /** Call once, at the end. */
  counts(): ChannelCounts {
    this.#counted = true;
    return {
      bytesSent: this.bytesSent,
      bytesReceived: this.#bytesReceived,
      sha256Sent: this.#sent.digest('hex'),
      sha256Received: this.#received.digest('hex'),
      firstSentAtNs: this.#firstSentAtNs,
      lastReadAtNs: this.#lastReadAtNs,
      tcp: this.#samples.summary(),
    };
  }
}
