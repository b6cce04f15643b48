import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { reporterNames } from '../../src/report/create-reporter.ts';
import { hostileRun, hostileText, reportOf } from './hostile-run.ts';

describe('what a program prints', () => {
  beforeEach(() => {
    vi.stubEnv('GITHUB_STEP_SUMMARY', '');
    vi.stubEnv('GITHUB_OUTPUT', '');
  });

  it.each(reporterNames)('does nothing to a terminal or a CI job in the report %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 3 }), async (texts) => {
        const report = await reportOf(name, hostileRun(texts));
        const text = name === 'csv' ? report.replaceAll('\r\n', '\n') : report;
        expect(text).not.toMatch(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(text).not.toMatch(/##[\w.]*\[/);
        const commands = text.split('\n').filter((line) => line.trimStart().startsWith('::'));
        if (name !== 'github') expect(commands).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
