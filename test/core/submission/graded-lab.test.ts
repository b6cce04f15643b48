import { expect, it } from 'vitest';
import type { Lab } from '../../../src/core/lab/lab.ts';
import { gradedLab, nodeOfLanguage, referenceCases } from '../../../src/core/submission/graded-lab.ts';
import { firstCase, valid } from '../lab-file/parse.ts';

const lab = (client: string, languages: string): string => `lab: two
nodes: {client: ${client}, server: {image: wirelab/python}}
links: {wan: {ends: [client, server]}}
expect: [{metric: client.exit_code, is: 0}]
submission:
  node: client
  languages: ${languages}
`;

function languageOf({ submission }: Lab) {
  const [language] = submission?.languages ?? [];
  if (language === undefined) throw new Error('the lab takes no submission');
  return language;
}

it.each([
  ['{}', '{c: {when: a, run: ./a}}', 'wirelab/c'],
  ['{}', '{java: {when: a, run: ./a}}', 'wirelab/java'],
  ['{}', '{node: {when: a, run: ./a}}', 'wirelab/node'],
  ['{}', '{python: {when: a, run: ./a}}', 'wirelab/python'],
  ['{}', '{tools: {when: a, run: ./a}}', null],
  ['{}', '{rust: {when: a, run: ./a}}', null],
  ['{image: "course:2"}', '{python: {when: a, run: ./a}}', 'course:2'],
  ['{image: "course:2"}', '{rust: {when: a, run: ./a, image: "rust:1"}}', 'rust:1'],
  ['{}', '{python: {when: a, run: ./a, image: "python:3.13"}}', 'python:3.13'],
])('a node that is %s has for a submission in %s the image %s', (client, languages, image) => {
  const parsed = valid(lab(client, languages));
  const language = languageOf(parsed);
  const graded = gradedLab(parsed, { language, home: '/home.tar', by: 'student' });
  expect(graded.cases[0]?.nodes.map((node) => [node.name, node.image])).toEqual([
    ['client', image],
    ['server', 'wirelab/python'],
  ]);
  const { nodes } = firstCase(lab(client, languages));
  expect(nodes.slice(0, 1).map((node) => nodeOfLanguage(node, language).image)).toEqual([image]);
});

it('the reference has the image of its own language, not of the one it is compared with', () => {
  const parsed = valid(
    lab(
      '{}',
      '{c: {when: a, run: ./a}, python: {when: b, run: ./b}, ruby: {when: c, run: ./c, image: "ruby:3"}, rust: {when: d, run: ./d}}',
    ),
  );
  const images = parsed.submission?.languages.map((student) => {
    const graded = gradedLab(parsed, { language: student, home: '/student.tar', by: 'student' });
    return parsed.submission?.languages.map((language) => {
      const withReference = referenceCases(parsed, { language, home: '/reference.tar' });
      return graded.cases.map((one) => withReference(one).nodes[0]?.image);
    });
  });
  const wanted = [['wirelab/c'], ['wirelab/python'], ['ruby:3'], [null]];
  expect(images).toEqual([wanted, wanted, wanted, wanted]);
});
