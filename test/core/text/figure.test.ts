import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMetric, metricUnit, plural } from '../../../src/core/text/figure.ts';

describe('metricUnit', () => {
  it.each([
    ['voice.loss', 'ratio'],
    ['voice.reordered', 'ratio'],
    ['voice.2.reordered', 'ratio'],
    ['wan.client.reordered', 'count'],
    ['wan.client.lost', 'count'],
    ['wan.client.delay_p50', 'seconds'],
    ['download.connect_time', 'seconds'],
    ['rpc.latency_p99', 'seconds'],
    ['download.goodput', 'bits-per-second'],
    ['download.bytes_received', 'bytes'],
    ['client.peak_memory', 'bytes'],
    ['server.counters.TcpExtListenOverflows', 'count'],
    ['rtt', 'count'],
  ])('%s: %s', (metric, unit) => {
    expect(metricUnit(metric)).toBe(unit);
  });
});

describe('formatMetric', () => {
  it.each([
    ['voice.loss', 0.098, '9.8 %'],
    ['voice.loss', 98 / 1000, '9.8 %'],
    ['voice.loss', 1, '100 %'],
    ['voice.loss', 0.12345, '12.3 %'],
    ['download.goodput', 2_310_000, '2.31 Mbit/s'],
    ['download.goodput', 79_400, '79.4 kbit/s'],
    ['download.goodput', 12, '12 bit/s'],
    ['download.connect_time', 3.0412, '3.04 s'],
    ['download.rtt_p50', 0.0403, '40.3 ms'],
    ['voice.jitter', 0.0000421, '42.1 µs'],
    ['download.duration', 0, '0 s'],
    ['download.duration', 123.456, '123 s'],
    ['download.bytes_received', 4_000_000, '4,000,000 bytes'],
    ['download.bytes_received', 1, '1 byte'],
    ['voice.sent', 1000, '1000'],
    ['voice.sent', 123_456, '123,456'],
    ['download.cwnd_mean', 12.3456, '12.3'],
    ['server.exit_code', -1, '-1'],
    ['download.intact', true, 'true'],
    ['client.stdout', 'say "hi"\n', '"say \\"hi\\"\\n"'],
  ])('%s = %s: %s', (metric, value, text) => {
    expect(formatMetric(metric, value)).toBe(text);
  });

  it('writes any finite number without NaN or more than the digits asked for', () => {
    const metric = fc.constantFrom('a.loss', 'a.goodput', 'a.duration', 'a.bytes_sent', 'a.sent');
    fc.assert(
      fc.property(metric, fc.double({ min: -1e15, max: 1e15, noNaN: true }), (name, value) => {
        const text = formatMetric(name, value);
        expect(text).toMatch(/^-?[\d,]+(\.\d+)?(e[+-]?\d+)?( \S+)?$/);
      }),
    );
  });
});

describe('plural', () => {
  it.each([
    [0, '0 datagrams'],
    [1, '1 datagram'],
    [12_345, '12,345 datagrams'],
  ])('%s', (count, text) => {
    expect(plural(count, 'datagram')).toBe(text);
  });
});
