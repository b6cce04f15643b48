import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foreignLine } from '../../src/report/foreign-text.ts';
import { codeBlock, codeText } from '../../src/report/markdown-text.ts';
import { describeWith } from '../support/requires.ts';
import { gradedRun, stoppedRun } from './graded-run.ts';
import { hostileRun, hostileText, hostileTexts, reportOf } from './hostile-run.ts';
import { readBy } from './outside-reader.ts';

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

  it('lets hostile text be nothing but text', async () => {
    const texts = hostileTexts(300);
    const page = html(await reportOf('markdown', hostileRun(texts)));
    expect(tags(page).filter((tag) => !allowed.has(tag))).toEqual([]);
    const verdicts = [...page.matchAll(/<tr>\s*<td><strong>([A-Z]+)<\/strong>/g)].map(([, word]) => word);
    expect(verdicts).toEqual(texts.flatMap(() => ['PASS', 'FAIL', 'PARTIAL']));
    expect(page.match(/<strong>/g)).toHaveLength(900 + 1);
    expect(page.match(/<details/g)).toHaveLength(300);
    expect(page.match(/<pre>/g)).toHaveLength(600);
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
