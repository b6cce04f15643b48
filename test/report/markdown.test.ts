import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunEvent, RunEventBody } from '../../src/core/event/event.ts';
import { foreignLine } from '../../src/report/foreign-text.ts';
import { codeBlock, codeText } from '../../src/report/markdown-text.ts';
import { describeWith } from '../support/requires.ts';
import { gradedRun, stoppedRun } from './graded-run.ts';
import { hostileRun, hostileText, hostileTexts, reportOf } from './hostile-run.ts';
import { readBy } from './outside-reader.ts';
import { caseEnded, caseStarted, runEnded, runStarted, stream } from './synthetic-run.ts';

/** So many calls, 1 ms apart, and a packet. */
function tracedRun(calls: number): RunEvent[] {
  return stream(
    runStarted,
    caseStarted(),
    ...Array.from(
      { length: calls },
      (_, index): RunEventBody => ({
        ...{ type: 'system-call', case: 'main', program: 'client', node: 'client', pid: 2, kind: 'call' },
        ...{ text: `send(3, "call ${index + 1}")`, result: '6', startMs: index + 1, durationMs: 0.1 },
      }),
    ),
    {
      ...{ type: 'trace-ended', case: 'main', nodes: ['client'], furtherPackets: 0, noPackets: null },
      packets: [{ atMs: 1.4, seen: 'sent', from: 'client', to: 'server', text: 'UDP, 6 bytes' }],
      ...{ furtherCalls: { client: 7 }, clockErrorMs: 0.002 },
    },
    caseEnded('pass'),
    runEnded('pass', 0, 0),
  );
}

/** As GitHub makes it, but without its sanitiser: what gets through is what we let through. */
function html(markdown: string): string {
  return readBy(
    ['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'autolink', '-e', 'strikethrough', '-e', 'tasklist'],
    markdown,
  );
}

function tags(page: string): string[] {
  return [...new Set([...page.matchAll(/<(\/?[a-zA-Z!][^\s>]*)[^>]*>/g)].map(([, name = '']) => name))];
}

function unescapeHtml(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return text.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => characters[name] ?? '');
}

/** Elements of ours; no links, images, emphasis of anything but verdicts. */
const allowed = new Set(
  'h2 code p strong table thead tbody tr th td details summary ul li pre'
    .split(' ')
    .flatMap((name) => [name, `/${name}`]),
);

describeWith(['cmark-gfm'], 'the reporter markdown', () => {
  it('makes a page of a run', async () => {
    const page = html(await reportOf('markdown', gradedRun));
    expect(tags(page).filter((tag) => !allowed.has(tag))).toEqual([]);
    expect(page).toContain('<strong>PARTIAL, 3.5 of 8 points</strong>');
    expect(page.match(/<tr>/g)).toHaveLength(1 + 6);
    expect(page).toContain('<td><code>clean link: client.stdout is &quot;hello&quot;</code></td>');
    expect(page).toContain('client (stderr) |   KeyError');
  });

  it('tells of a run that was stopped', async () => {
    expect(html(await reportOf('markdown', stoppedRun()))).toContain(
      'the run was stopped by SIGTERM: 2.5 of 4 points so far',
    );
  });

  it.each(['markdown', 'student-markdown'])(
    "has, as %s, a traced case's time line folded, and says what it leaves out of a long one",
    async (reporter) => {
      const page = html(await reportOf(reporter, tracedRun(1000)));
      const [, title, shown = ''] =
        /<details><summary>(.*)<\/summary>\s*<pre><code[^>]*>([^<]*)<\/code><\/pre>\s*<\/details>/.exec(
          page,
        ) ?? [];
      expect(title).toBe('<code>time line of client</code>');
      const lines = unescapeHtml(shown).trimEnd().split('\n');
      expect(lines.slice(0, 2)).toEqual([
        '     1.0 ms  client  send(3, "call 1") = 6',
        '     1.4 ms  wire    client > server  UDP, 6 bytes',
      ]);
      expect(lines.slice(-4)).toEqual([
        '  1000.0 ms  client  send(3, "call 1000") = 6',
        '  (801 rows from 100.0 ms to 900.0 ms not shown)',
        '  (7 further calls of client not shown)',
        '  (calls and packets are on one clock to within 0.002 ms; strace makes each call slower)',
      ]);
      expect(lines).toHaveLength(200 + 3);
    },
  );

  it('lets hostile text be nothing but text', async () => {
    const texts = hostileTexts(300);
    const page = html(await reportOf('markdown', hostileRun(texts)));
    expect(tags(page).filter((tag) => !allowed.has(tag))).toEqual([]);
    const verdicts = [...page.matchAll(/<tr>\s*<td><strong>([A-Z]+)<\/strong>/g)].map(([, word]) => word);
    expect(verdicts).toEqual(texts.flatMap(() => ['PASS', 'FAIL', 'PARTIAL']));
    expect(page.match(/<strong>/g)).toHaveLength(900 + 1);
    // Each case has details, and a time line's in them.
    expect(page.match(/<details/g)).toHaveLength(600);
    expect(page.match(/<\/details>/g)).toHaveLength(600);
    expect(page.match(/<pre>/g)).toHaveLength(900);
  });

  it('shows text as it is, whatever it holds', () => {
    const printable = fc.array(fc.oneof(hostileText, fc.string()), { maxLength: 200 });
    fc.assert(
      fc.property(printable, (texts) => {
        const lines = texts.map((text) => foreignLine(text).trim()).filter((line) => line !== '');
        const page = html(texts.map((text) => codeText(text)).join('\n\n'));
        const shown = [...page.matchAll(/<p><code>(.*?)<\/code><\/p>/g)].map(([, text = '']) => text);
        expect(shown.map(unescapeHtml)).toEqual(lines);
      }),
      { numRuns: 20 },
    );
  });

  it('ends a block where it ends', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[`~a ]{0,12}$/), { maxLength: 20 }), (lines) => {
        const page = html(`${codeBlock(lines)}\n\nafter\n`);
        expect(page).toBe(
          `<pre><code class="language-text">${lines.map((line) => `${line}\n`).join('')}</code></pre>\n<p>after</p>\n`,
        );
      }),
      { numRuns: 50 },
    );
  });
});
