import { describe, expect, it } from 'vitest';
import { outputMeasure } from '../../../src/core/measure/output-measure.ts';

describe('outputMeasure', () => {
  it.each<[string, string, string | null, number]>([
    ['rtt avg=40.25 ms', 'avg=([0-9.]+)', 'ms', 0.04025],
    ['avg=1\navg=2\n', '^avg=(\\d+)$', null, 1],
    ['one\ntwo 7', '^two (\\d+)', null, 7],
    ['loss 12.5%', 'loss ([0-9.]+)%', '%', 0.125],
    ['4.35 kB', '([0-9.]+) kB', 'kB', 4350],
    ['3 KiB', '(\\d+) KiB', 'KiB', 3072],
    ['2 MiB', '(\\d+) MiB', 'MiB', 2 * 1024 ** 2],
    ['1.5Mbit', '([0-9.]+)Mbit', 'Mbit', 1_500_000],
    ['250us', '(\\d+)us', 'us', 0.00025],
    ['2 min', '(\\d+) min', 'min', 120],
    ['x=-1.5e3', 'x=(\\S+)', null, -1500],
    ['x= +.5 ', 'x=([^;]*)', null, 0.5],
  ])('%j by /%s/ in %s is %d', (text, pattern, unit, value) => {
    expect(outputMeasure(text, pattern, unit)).toEqual({ value });
  });

  it.each<[string, string, string]>([
    ['', 'a(\\d)', 'nothing was printed'],
    ['hello', 'a(\\d)', "what was printed doesn't match /a(\\d)/"],
    ['a=1,000', 'a=(\\S+)', '/a=(\\S+)/ found "1,000", which is no number'],
    ['a=0x10', 'a=(\\S+)', '/a=(\\S+)/ found "0x10", which is no number'],
    ['a=Infinity', 'a=(\\S+)', '/a=(\\S+)/ found "Infinity", which is no number'],
    ['a=1e999', 'a=(\\S+)', '/a=(\\S+)/ found "1e999", which is no number'],
    ['b', 'a(\\d)|b', '/a(\\d)|b/ found "", which is no number'],
    [
      `a=${'9'.repeat(30)}\u001b[2J${'x'.repeat(90)}`,
      'a=([^]*)',
      `found "${'9'.repeat(30)}\\u001b[2Jxxxxxx", which`,
    ],
  ])('%j by /%s/ has no value', (text, pattern, reason) => {
    expect(outputMeasure(text, pattern, null)).toEqual({ absent: expect.stringContaining(reason) });
  });
});
