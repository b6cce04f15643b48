import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { gradedRun, spoiltRun, stoppedRun } from './graded-run.ts';
import { hostileRun, hostileTexts, reportOf } from './hostile-run.ts';
import { readBy, readByPython } from './outside-reader.ts';
import { eventfulRun, runStarted, stream } from './synthetic-run.ts';

const xsd = fileURLToPath(new URL('junit.xsd', import.meta.url));

function validated(xml: string): string {
  return readBy(['xmllint', '--nonet', '--noout', '--schema', xsd, '-'], xml);
}

// Every test as [name, outcome, message], and the root's counts.
const outline = `
import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps({
  'counts': [root.get(key) for key in ('tests', 'failures', 'errors', 'skipped')],
  'tests': [[case.get('name'), *next(([why.tag, why.get('type')] for why in case if why.tag in ('failure', 'error', 'skipped')), ['passed'])]
            for case in root.iter('testcase')],
}))`;

describeWith(['xmllint', 'python3'], 'the reporter junit', () => {
  it.each([
    ['pass', eventfulRun('pass')],
    ['fail', eventfulRun('fail')],
    ['invalid', spoiltRun('invalid')],
    ['infra', spoiltRun('infra')],
    ['a run that was stopped', stoppedRun()],
    ['a run without cases', stream({ ...runStarted, cases: [], startedAt: 'yesterday' })],
  ])('fits the schema: %s', async (_what, events) => {
    validated(await reportOf('junit', events));
  });

  it('has a test for each thing that gives points', async () => {
    expect(readByPython(outline, await reportOf('junit', gradedRun))).toEqual({
      counts: ['6', '4', '0', '0'],
      tests: [
        ['clean link: client.stdout is "hello"', 'passed'],
        ['clean link: download.goodput credit', 'failure', 'partial'],
        ['clean link: client.exit_code is 0', 'failure', 'fail'],
        ['lossy link', 'failure', 'fail'],
        ['secret link: canary.one canary', 'passed'],
        ['secret link: canary.two canary', 'failure', 'fail'],
      ],
    });
  });

  it("tells the machine's fault from the submission's", async () => {
    expect(readByPython(outline, await reportOf('junit', spoiltRun('infra')))).toMatchObject({
      counts: ['4', '2', '1', '0'],
      tests: expect.arrayContaining([['lossy link', 'error', 'infrastructure']]),
    });
    expect(readByPython(outline, await reportOf('junit', stoppedRun()))).toMatchObject({
      counts: ['5', '2', '0', '2'],
      tests: expect.arrayContaining([['never begun', 'skipped', null]]),
    });
  });

  it('keeps hostile text where it belongs', async () => {
    const texts = hostileTexts(300);
    const xml = await reportOf('junit', hostileRun(texts));
    validated(xml);
    const { counts, tests } = readByPython(outline, xml) as { counts: string[]; tests: string[][] };
    expect(counts).toEqual(['900', '600', '0', '0']);
    expect(tests.map(([, tag, type]) => [tag, type])).toEqual(
      texts.flatMap(() => [
        ['passed', undefined],
        ['failure', 'fail'],
        ['failure', 'partial'],
      ]),
    );
  });
});

describe('the reporter junit', () => {
  it('says what it says in full', async () => {
    const xml = await reportOf('junit', gradedRun);
    expect(xml).toContain('<property name="observed" value="3 Mbit/s"/>');
    expect(xml).toContain('client (stderr) |   KeyError');
    expect(xml).toContain('The same again: wirelab run tcp-vs-udp --case &#39;clean link&#39; --seed 417');
  });
});
