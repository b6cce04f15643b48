import { describe, expect, it } from 'vitest';
import type { SubmissionLanguage } from '../../../src/core/lab/lab.ts';
import { detectLanguage } from '../../../src/core/submission/language.ts';
import { SourceTreeBuilder } from '../../../src/core/submission/source-tree.ts';

function language(name: string, when: string): SubmissionLanguage {
  return { name, when, image: null, build: null, run: {} };
}

const languages = [language('c', 'client.c'), language('java', 'src/Client.java'), language('node', 'a.mjs')];

function detect(...names: readonly string[]) {
  const builder = new SourceTreeBuilder(null);
  for (const name of names) builder.admit({ name, kind: 'file', mode: 0o644 })?.(new Uint8Array());
  const found = detectLanguage(languages, builder.tree());
  if (!found.ok) return `${found.error.message} -- ${found.error.hint}`;
  const { language: chosen, tree } = found.value;
  return `${chosen.name}: ${tree.files.map(({ path }) => path).join(' ')} in ${tree.folders.join(' ')}`;
}

describe('a submission is in', () => {
  it.each<[string, string[], string]>([
    [
      'the first language of the lab, whatever comes first in it',
      ['a.mjs', 'client.c'],
      'c: a.mjs client.c in ',
    ],
    [
      'a language by a file deeper down',
      ['src/Client.java', 'README'],
      'java: src/Client.java README in src',
    ],
    ['the folder that was packed along', ['lab3/client.c', 'lab3/x/a.h'], 'c: client.c x/a.h in x'],
    ['the innermost of such folders', ['a/b/c/client.c'], 'c: client.c in '],
    ['no deeper folder than needed', ['src/Client.java'], 'java: src/Client.java in src'],
    ['a folder whose files begin in its name', ['lab/lab.c', 'lab/client.c'], 'c: lab.c client.c in '],
  ])('%s', (_, names, found) => {
    expect(detect(...names)).toBe(found);
  });
});

describe('a submission in no language', () => {
  it('is told what was expected and what was found', () => {
    expect(detect('main.c', 'b')).toBe(
      'none of the files that it must have is there: expected one of client.c (c), src/Client.java (java),' +
        ' a.mjs (node); found b, main.c -- give your program the name that the exercise asks for',
    );
    expect(detect()).toContain('there are no files in it');
    expect(detect(...Array.from({ length: 30 }, (_, index) => `f${index}`))).toContain('and 10 more');
  });

  it.each([
    [['Client.c'], 'rename Client.c to client.c: upper and lower case count'],
    [['client.c.txt'], 'rename client.c.txt to client.c'],
    [['README', 'mine/client.c'], 'client.c is in the folder mine: hand in that folder'],
    [['mine.zip'], 'hand in what is in mine.zip, not an archive in an archive'],
  ])('of %j is told what to do', (names, hint) => {
    expect(detect(...names)).toContain(`-- ${hint}`);
  });
});
