import { describe, expect, it } from 'vitest';
import { decodeTcpInfo } from '../../../src/core/measure/tcp-info.ts';
import { TcpSamples } from '../../../src/core/measure/tcp-summary.ts';

/** Of a connection over loopback right after connect(2), Linux 6.18 on x86-64. */
const captured = Buffer.from(
  '010000000007aa01400d0300409c00000080000018020000000000000000000000000000000000000000000004000000' +
    '000000000400000004000000ffff0000d7ff00005e0000002f000000ffffff7f0a000000cbff00000300000000000000' +
    'd7ff000000000000921b505102000000ffffffffffffffff010000000000000001000000000000000300000002000000' +
    '000000005e00000001000000000000000000000000000000000000000000000000000000000000000000000000000000' +
    '010000000000000000000000000000000000000000000000000000000000000000000000000001000000010000000000' +
    '00000000000000000000000000000000',
  'hex',
);

describe('struct tcp_info', () => {
  it('of 256 bytes tells everything', () => {
    const bytes = Buffer.alloc(256);
    bytes.writeUInt32LE(94, 68);
    bytes.writeUInt32LE(10, 80);
    bytes.writeUInt32LE(3, 100);
    bytes.writeUInt32LE(80, 148);
    bytes.writeUInt16LE(2, 240);
    expect(decodeTcpInfo(bytes)).toEqual({
      totalRetransmits: 3,
      totalRtoTimeouts: 2,
      smoothedRttSeconds: 0.000094,
      minRttSeconds: 0.00008,
      cwndSegments: 10,
    });
  });

  it('as this kernel fills it', () => {
    expect(decodeTcpInfo(captured)).toEqual({
      totalRetransmits: 0,
      totalRtoTimeouts: 0,
      smoothedRttSeconds: 0.000094,
      minRttSeconds: 0.000094,
      cwndSegments: 10,
    });
  });

  it('of an older kernel tells less', () => {
    expect(decodeTcpInfo(captured.subarray(0, 104))).toMatchObject({
      totalRtoTimeouts: null,
      minRttSeconds: null,
    });
    expect(decodeTcpInfo(captured.subarray(0, 103))).toBeNull();
  });

  it('before the first round trip has no RTT', () => {
    const bytes = Buffer.alloc(256);
    bytes.writeUInt32LE(0xffffffff, 148);
    expect(decodeTcpInfo(bytes)).toMatchObject({ smoothedRttSeconds: null, minRttSeconds: null });
  });
});

it('the mean congestion window is weighted by time', () => {
  const samples = new TcpSamples();
  const info = { totalRetransmits: 0, totalRtoTimeouts: 0, smoothedRttSeconds: 0.1, minRttSeconds: 0.1 };
  samples.add({ ...info, cwndSegments: 10 }, 0);
  samples.add({ ...info, cwndSegments: 40, smoothedRttSeconds: 0.3 }, 30);
  samples.add({ ...info, cwndSegments: 40, totalRetransmits: 2 }, 40);
  expect(samples.summary()).toEqual({
    retransmits: 2,
    rtoTimeouts: 0,
    rttMinSeconds: 0.1,
    rttP50Seconds: 0.1,
    cwndMaxSegments: 40,
    cwndMeanSegments: (10 * 30 + 40 * 10) / 40,
  });
});
