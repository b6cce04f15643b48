import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ProgramSpec } from '../../src/core/lab/lab.ts';
import { catalogueEntry } from '../../src/core/lab-file/catalogue-entry.ts';
import { loadLab } from '../../src/lab-source/lab-source.ts';
import { Workplace } from '../cli/command-line.ts';
import { describeWith } from '../support/requires.ts';
import { runAgainIfBusy } from '../support/run-again.ts';
import { gradedLabs } from './wrong-solutions.ts';

const labsFolder = fileURLToPath(new URL('../../labs/', import.meta.url));
const labs = readdirSync(labsFolder).sort();

const schemaLine = '# yaml-language-server: $schema=../../schema/lab.schema.json';
const headings = [
  'The phenomenon',
  'What to watch',
  'What to expect',
  'Measured here',
  'Where the wire differs from the textbook',
  'Things to try',
  'Questions',
];

/** A lab takes 4 to 30 s, up to three times that where cases are run again on a busy machine. */
const runTimeoutMs = 180_000;

function read(lab: string, name: string): string {
  return readFileSync(join(labsFolder, lab, name), 'utf8');
}

/** Where containers have what programs are started with; `wirelab/base` has none of it. */
const imageOf: Readonly<Record<string, string>> = {
  cc: 'wirelab/c',
  java: 'wirelab/java',
  javac: 'wirelab/java',
  node: 'wirelab/node',
  python3: 'wirelab/python',
};

function neededImages({ argv: [command = '', ...args] }: ProgramSpec): string[] {
  const words = command === 'sh' ? args.join(' ').split(/\s+/) : [command];
  return words.flatMap((word) => imageOf[word] ?? []);
}

interface LabText {
  readonly lab: string;
  readonly title: string;
  readonly cases?: readonly { readonly case: string; readonly expect?: readonly LabExpectation[] }[];
  readonly expect?: readonly LabExpectation[];
}

interface LabExpectation {
  readonly metric: string;
  readonly because?: string;
}

it('are valid, with nothing to warn of', async () => {
  using place = new Workplace();
  const ended = await place.run('check', '--strict', ...labs.map((lab) => join(labsFolder, lab)));
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  const valid = [...ended.stdout.matchAll(/([^/\n]+): a valid lab, \d+ cases?, \d+ expectations?$/gm)];
  expect(valid.map(([, lab]) => lab)).toEqual(labs);
});

describe.each(labs)('%s', (lab) => {
  const text = read(lab, 'lab.yaml');
  const { lab: name, title, cases = [], expect: shared = [] }: LabText = parse(text);

  it('is known to editors and to the catalogue', () => {
    expect(text.split('\n', 1)).toEqual([schemaLine]);
    expect(name).toBe(lab);
    expect(catalogueEntry(text)).toMatchObject({ lab, title });
  });

  it('names the images that its programs need in containers', () => {
    const { lab: parsed } = loadLab(join(labsFolder, lab), {
      overrides: [],
      seed: null,
      timeLimitMs: null,
      emulator: 'auto',
    });
    const wrong = parsed?.cases.flatMap(({ nodes, programs }) =>
      programs.flatMap((program) => {
        const image = nodes.find((one) => one.name === program.node)?.image ?? null;
        const missing = neededImages(program).filter((needed) => needed !== image);
        return missing.map((needed) => `${program.name}: ${needed}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('says why of each expectation', () => {
    const expectations = [...shared, ...cases.flatMap((one) => one.expect ?? [])];
    expect(expectations.length).toBeGreaterThan(0);
    expect(expectations.filter(({ because }) => because === undefined)).toEqual([]);
  });

  it('has a README of the agreed parts, which tells of each case', () => {
    const readme = read(lab, 'README.md');
    expect(readme.split('\n', 1)).toEqual([`# ${title}`]);
    expect([...readme.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(headings);
    const running = readme.replaceAll(/\s+/g, ' ');
    const names = cases.map((one) => one.case);
    expect(names.filter((one) => !running.includes(one))).toEqual([]);
    expect(readme).toMatch(new RegExp(`wirelab (run|grade) ${lab}\\b`));
  });
});

describeWith(['namespaces', 'tun'], 'a bundled lab', () => {
  // Mostly they wait, and a machine with other work is what they must stand. The others are graded.test.ts's.
  it.concurrent.each(labs.filter((lab) => !gradedLabs.includes(lab)))(
    '%s passes',
    async (lab) => {
      using place = new Workplace();
      const ended = await runAgainIfBusy(() =>
        place.run('run', join(labsFolder, lab), '--reporter', 'plain'),
      );
      expect(ended.status, `${ended.stdout}\n${ended.stderr}`).toBe(0);
      expect(ended.stdout).toMatch(new RegExp(`^PASS +${lab}: (\\d+) of \\1 points in`, 'm'));
    },
    runTimeoutMs,
  );
});
