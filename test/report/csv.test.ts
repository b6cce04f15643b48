import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow, csvText } from '../../src/report/csv-cell.ts';
import { describeWith } from '../support/requires.ts';
import { gradedRun } from './graded-run.ts';
import { hostileRun, hostileText, hostileTexts, reportOf } from './hostile-run.ts';
import { readByPython } from './outside-reader.ts';

const rows = `
import csv, io, json, sys
print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode(), newline=''), strict=True))))`;

describeWith(['python3'], 'the reporter csv', () => {
  it('has a row for each thing that gives points', async () => {
    const [header, ...table] = readByPython(rows, await reportOf('csv', gradedRun)) as string[][];
    expect(header).toEqual(
      'lab case test verdict points of metric expected observed seed seconds message'.split(' '),
    );
    expect(table.map((row) => row.slice(1, 6))).toEqual([
      ['clean link', 'clean link: client.stdout is "hello"', 'pass', '1', '1'],
      ['clean link', 'clean link: download.goodput credit', 'partial', '1.5', '2'],
      ['clean link', 'clean link: client.exit_code is 0', 'fail', '0', '1'],
      ['lossy link', 'lossy link', 'fail', '0', '2'],
      ['secret link', 'secret link: canary.one canary', 'pass', '1', '1'],
      ['secret link', 'secret link: canary.two canary', 'fail', '0', '1'],
    ]);
  });

  it('keeps hostile text in its cell, where it is no formula', async () => {
    const texts = hostileTexts(300);
    const [, ...table] = readByPython(rows, await reportOf('csv', hostileRun(texts))) as string[][];
    expect(table).toHaveLength(900);
    for (const row of table) {
      expect(row).toHaveLength(12);
      for (const cell of row) expect(cell).not.toMatch(/^[\s"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/);
    }
  });
});

describe('csvText', () => {
  it.each([
    ['plain', '"plain"'],
    ['a "b"', '"a ""b"""'],
    ['=1+1', '"\'=1+1"'],
    [' \t=1+1', '"\'     =1+1"'],
    ['"=1+1', '"\'""=1+1"'],
    ['\n@SUM(1)', '"␊@SUM(1)"'],
    ['-5', '"\'-5"'],
    ['a=b', '"a=b"'],
    ['\uff1d1', '"\'\uff1d1"'],
    ['', '""'],
  ])('%j', (text, cell) => {
    expect(csvText(text)).toBe(cell);
  });

  it('ends its cell where it ends', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(csvText(text)).toMatch(/^"(?:[^"\r\n]|"")*"$/);
      }),
    );
    expect(csvRow([csvText('a,b'), 2])).toBe('"a,b",2\r\n');
  });
});
