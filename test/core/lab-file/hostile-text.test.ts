import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../../src/core/diagnostic/diagnostic.ts';
import { parse, problemsOf, twoNodes, valid } from './parse.ts';

function bomb(): string {
  const levels = ['x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]'];
  for (let level = 1; level < 9; level += 1) {
    levels.push(
      `x-${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return twoNodes + levels.join('\n');
}

const nested = (depth: number) => `${twoNodes}x-a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`;

describe('hostile text', () => {
  it.each([
    ['nothing', '', 'empty-file'],
    ['a comment', '# only this\n', 'empty-file'],
    ['an empty document', '---\n', 'empty-file'],
    ['a scalar', 'hello', 'wrong-type'],
    ['a list', '- a', 'wrong-type'],
    ['two documents', `${twoNodes}---\nlab: b\n`, 'many-documents'],
    ['more than 256 KiB', `${twoNodes}#${'x'.repeat(256 * 1024)}`, 'too-large'],
    ['60,000 keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n'), 'too-large'],
    ['33 levels', nested(32), 'too-deep'],
    ['100,000 flow levels', '['.repeat(100_000), 'too-deep'],
    ['100,000 block levels', '- '.repeat(100_000), 'too-deep'],
    ['explicit keys in each other', '? '.repeat(100_000), 'too-deep'],
    ['an alias bomb', bomb(), 'alias-budget'],
    ['a cycle', `${twoNodes}x-a: &a [*a]\n`, 'alias'],
    ['an alias to nothing', `${twoNodes}x-a: *a\n`, 'alias'],
    ['a merge key', `${twoNodes}x-a: {<<: {}}\n`, 'merge-key'],
    ['a tag that means code', `${twoNodes}title: !!js/function "x"\n`, 'unknown-tag'],
    ['a tag of its own', `${twoNodes}title: !mine x\n`, 'unknown-tag'],
    ['a tab for indentation', 'lab: a\nnodes:\n\tclient: {}\n', 'yaml-syntax'],
    ['an open bracket', 'lab: [a', 'yaml-syntax'],
    ['a NUL', `${twoNodes}title: "a\0b"\n`, 'unreadable-text'],
    ['an escaped NUL', `${twoNodes}title: "a\\0b"\n`, 'unreadable-text'],
    ['a terminal escape', `${twoNodes}title: \u001b[31m\n`, 'unreadable-text'],
    ['__proto__', 'lab: a\nnodes: {__proto__: {}}\n', 'forbidden-key'],
    ['a map for a key', `${twoNodes}? {a: b}\n: c\n`, 'forbidden-key'],
    ['NaN', `${twoNodes}seed: .nan\n`, 'wrong-type'],
    ['1e309', `${twoNodes}seed: 1e309\n`, 'wrong-type'],
  ])('refuses %s', (_, text, code) => {
    const { lab, diagnostics } = parse(text);
    expect(lab).toBeNull();
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });

  it.each(['$(id)', ';id', '`id`', '-x', '%d', 'a/b', '..', '', 'A', 'ä', 'a b', 'a\nb', 'x'.repeat(32)])(
    'refuses the name %j',
    (name) => {
      const text = `lab: a\nnodes: {${JSON.stringify(name)}: {}}\n`;
      expect(parse(text).diagnostics.map(({ code }) => code)).toContain('bad-name');
    },
  );

  it.each([
    ['a BOM', `\ufeff${twoNodes}`],
    ['CRLF', twoNodes.replaceAll('\n', '\r\n')],
    ['31 levels', nested(31)],
    ['150 harmless aliases', `${twoNodes}x-i: &i {a: b}\nx-l: [${Array(150).fill('*i').join(', ')}]\n`],
    ['names of object members', twoNodes.replace('{client: {}', '{constructor: {}, client: {}')],
  ])('takes %s', (_, text) => {
    expect(valid(text).name).toBe('two');
  });

  it('names both places of a key that stands twice', () => {
    const [diagnostic] = parse(`${twoNodes}lab: again\n`).diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'duplicate-key',
      location: { start: { line: 4, column: 1 } },
      related: [{ location: { start: { line: 1, column: 1 } } }],
    });
  });

  it('hints at quoting where a comma ended the text', () => {
    const text = `${twoNodes}expect: [{metric: wan.client.lost, is: 0, because: TCP retransmits, always}]\n`;
    const [diagnostic] = parse(text).diagnostics;
    expect(diagnostic?.hint).toBe(
      'within {} a comma ends the text: quote it, as in because: "TCP retransmits, always"',
    );
  });

  it('reports no more than a person reads', () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(problemsOf(twoNodes + keys)).toHaveLength(200);
  });

  it('never throws, whatever is changed in a lab', () => {
    const lab = `${twoNodes}traffic: {voice: {kind: udp-stream, from: client, to: server, packets: 100/s, for: 1s}}
faults: [{link: wan, from: client, match: {udp: any}, nth: [1, 3], do: {delay: 300ms}}]
timeline: [{at: 1s, link: wan, set: {loss: {burst: {ratio: 5%, mean: 4}}}}]
expect: [{metric: voice.loss, between: [1%, 2%]}]
cases: [{case: one, links: {wan: {impair: {delay: 5ms, queue: 20 packets, rate: 1Mbit}}}}]
`;
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '-',
      '&a ',
      '*a',
      '!!str ',
      '"',
      '|',
      '>',
      '#',
      '\n',
      ' ',
      'null',
      '~',
      '.nan',
      '1e309',
      '?',
    ];
    const edit = fc.tuple(
      fc.nat(lab.length),
      fc.nat(12),
      fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce(
          (before, [at, cut, put]) => before.slice(0, at) + put + before.slice(at + cut),
          lab,
        );
        const { lab: parsed, diagnostics } = parse(text);
        const shown = formatDiagnostics(diagnostics, new Map([['lab.yaml', text]]));
        return parsed !== null || shown.length > 0;
      }),
      { seed: 417, numRuns: 250 },
    );
  });
});
