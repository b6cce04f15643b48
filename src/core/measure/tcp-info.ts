/**
 * The parts of Linux's `struct tcp_info` (include/uapi/linux/tcp.h) that metrics are made of. The
 * struct only ever grows; an older kernel fills less of it, and what it doesn't tell is null.
 */
export interface TcpInfo {
  /** Since the connection began; every segment sent again, SYNs included. */
  readonly totalRetransmits: number;
  /** Retransmission timer expiries; from Linux 6.7. */
  readonly totalRtoTimeouts: number | null;
  /** Null before the first measurement. */
  readonly smoothedRttSeconds: number | null;
  readonly minRttSeconds: number | null;
  readonly cwndSegments: number;
}

/** Long enough for every field read here. */
export const tcpInfoBytes = 256;

const offset = { rtt: 68, cwnd: 80, totalRetransmits: 100, minRtt: 148, totalRto: 240 } as const;
const unmeasured = 0xffffffff;

/** @returns null when the kernel told too little even for the oldest fields (before Linux 2.6.x). */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The kernel's own byte order; every machine that Node.js supports on Linux but s390x is little-endian.
  const u32 = (at: number): number | null =>
    at + 4 <= bytes.length ? view.getUint32(at, littleEndian) : null;
  const totalRetransmits = u32(offset.totalRetransmits);
  const cwndSegments = u32(offset.cwnd);
  if (totalRetransmits === null || cwndSegments === null) return null;
  const rttMicros = u32(offset.rtt);
  const minRttMicros = u32(offset.minRtt);
  return {
    totalRetransmits,
    cwndSegments,
    totalRtoTimeouts:
      offset.totalRto + 2 <= bytes.length ? view.getUint16(offset.totalRto, littleEndian) : null,
    smoothedRttSeconds: rttMicros === null || rttMicros === 0 ? null : rttMicros / 1e6,
    minRttSeconds:
      minRttMicros === null || minRttMicros === unmeasured || minRttMicros === 0 ? null : minRttMicros / 1e6,
  };
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
