import { expect, it } from 'vitest';
import { parse, problemsOf } from './parse.ts';

const lab = (image: string) => `lab: two
nodes: {client: {image: ${JSON.stringify(image)}}, server: {}}
links: {wan: {ends: [client, server]}}
`;

it.each([
  ['wirelab/pyhton', `image: no image of Wirelab's own is named "pyhton"`, 'did you mean "wirelab/python"?'],
  [
    'localhost/wirelab/ruby:3',
    `image: no image of Wirelab's own is named "ruby"`,
    'known: base, c, python, java, node, tools, wirelab',
  ],
  [
    'wirelab/python:3.12',
    'image: Wirelab\'s own images have no tag "3.12"',
    '"wirelab/python", without a tag, is the one that `wirelab images build` makes',
  ],
])('finds that there is no image %s', (image, message, hint) => {
  const [problem, ...others] = parse(lab(image)).diagnostics;
  expect(problem).toMatchObject({ severity: 'error', message, hint });
  expect(problem?.location.start).toMatchObject({ line: 2, column: 25 });
  expect(others).toEqual([]);
});

it.each([
  'wirelab/python',
  'wirelab/base:latest',
  'docker.io/wirelab/c',
  'python:3.12',
  'example.org/wirelab/ruby:3',
  `wirelab/python@sha256:${'0'.repeat(64)}`,
])('takes the image %s', (image) => {
  expect(problemsOf(lab(image))).toEqual([]);
});

it("finds it at a submission's language as well", () => {
  const text = `${lab('wirelab/c')}expect: [{metric: client.exit_code, is: 0}]
submission: {node: client, languages: {python: {when: client.py, image: wirelab/pyhton, run: [python3, client.py]}}}
`;
  const [problem, ...others] = parse(text).diagnostics;
  expect(problem).toMatchObject({
    message: `image: no image of Wirelab's own is named "pyhton"`,
    hint: 'did you mean "wirelab/python"?',
  });
  expect(problem?.location.start).toMatchObject({ line: 5, column: 73 });
  expect(others).toEqual([]);
});
