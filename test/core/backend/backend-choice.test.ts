import { describe, expect, it } from 'vitest';
import { chooseEmulator, chooseRuntime } from '../../../src/core/backend/backend-choice.ts';
import { dockerNeeds } from '../../../src/core/backend/docker-needs.ts';
import { valid } from '../lab-file/parse.ts';

const closed = { why: 'this kernel has no namespaces' };

describe('the runtime', () => {
  it.each([
    ['namespaces' as const, ['web is made from the image nginx'], closed, 'namespaces', 'asked for'],
    ['docker' as const, [], null, 'docker', 'asked for'],
    ['auto' as const, [], null, 'namespaces', 'the lab needs no image of its own'],
    [
      'auto' as const,
      ['web is made from the image nginx'],
      null,
      'docker',
      'web is made from the image nginx',
    ],
    ['auto' as const, [], closed, 'docker', "namespaces can't be had: this kernel has no namespaces"],
  ])('%s, %j, %j: %s', (wanted, needs, hindrance, name, why) => {
    expect(chooseRuntime(wanted, needs, hindrance)).toEqual({ name, why });
  });
});

describe('the emulator', () => {
  it.each([
    ['netem' as const, ['a trace'], { why: 'no sch_netem' }, 'netem', 'asked for'],
    ['fabric' as const, [], null, 'fabric', 'asked for'],
    ['auto' as const, ['wan has a trace'], null, 'fabric', 'wan has a trace'],
    ['auto' as const, [], { why: 'no sch_netem' }, 'fabric', 'no sch_netem'],
    ['auto' as const, [], null, 'netem', 'the kernel has it, and it can do all that the lab asks for'],
  ])('%s, %j, %j: %s', (wanted, obstacles, hindrance, name, why) => {
    expect(chooseEmulator(wanted, obstacles, hindrance)).toEqual({ name, why });
  });
});

describe('what needs docker', () => {
  it('is an image that is not our own, the outside world and a writable root, each once', () => {
    const lab = valid(`
lab: mixed
nodes:
  a: {image: wirelab/python}
  b: {image: "nginx:1.27", internet: true}
  c: {writable: true}
links: {wan: {ends: [a, b, c]}}
cases:
  - {case: one, traffic: {t: {kind: udp-rr, from: a, to: b, count: 1}}, expect: [{metric: t.answered, is: 1}]}
  - {case: two, traffic: {t: {kind: udp-rr, from: a, to: b, count: 1}}, expect: [{metric: t.answered, is: 1}]}
`);
    expect(dockerNeeds(lab)).toEqual([
      'b is made from the image nginx:1.27',
      'b may reach the outside world (internet: true)',
      'c has a writable root (writable: true)',
    ]);
  });

  it("is an image that a submission's language has, when it is not our own", () => {
    const lab = valid(`
lab: graded
nodes: {a: {}, b: {}}
links: {wan: {ends: [a, b]}}
expect: [{metric: a.exit_code, is: 0}]
submission:
  node: a
  languages:
    python: {when: a.py, run: [python3, a.py], image: wirelab/python}
    rust: {when: a.rs, build: rustc a.rs, run: [./a], image: "rust:1.82"}
`);
    expect(dockerNeeds(lab)).toEqual(['the language rust has the image rust:1.82']);
  });
});
