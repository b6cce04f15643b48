/** The scripts of action.yml, run as a runner would, but that Wirelab is built already. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { describeWith } from '../support/requires.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { runs } = z
  .object({ runs: z.object({ steps: z.array(z.object({ id: z.string(), run: z.string() })) }) })
  .parse(parse(readFileSync(join(root, 'action.yml'), 'utf8')));

const lab = (loss: string, lossAtMost: string) => `lab: two
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server], impair: {loss: ${loss}}}}
traffic: {voice: {kind: udp-stream, from: client, to: server, packets: 100/s, payload: 100B, for: 1s}}
expect: [{metric: voice.loss, at-most: ${lossAtMost}, points: 3}, {metric: voice.sent, is: 100}]
`;

describeWith(['root', 'namespaces', 'tun'], 'action.yml', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirelab-action-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function runStep(id: string, inputs: Readonly<Record<string, string>>) {
    const script = runs.steps.find((step) => step.id === id)?.run ?? 'exit 99';
    const given = Object.entries({
      lab: 'lab.yaml',
      submission: '',
      runtime: 'namespaces',
      emulator: 'fabric',
      seed: '',
      images: '',
      reporters: '',
      out: 'runs',
      path: root,
      ...inputs,
    }).map(([name, value]) => [`WIRELAB_${name.toUpperCase()}`, value]);
    // As GitHub starts `shell: bash`.
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      {
        cwd: folder,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH ?? '',
          HOME: folder,
          CI: 'true',
          GITHUB_OUTPUT: join(folder, 'output'),
          GITHUB_STEP_SUMMARY: join(folder, 'summary'),
          ...Object.fromEntries(given),
        },
      },
    );
    return { status, stdout, stderr };
  }

  const writeLab = (text: string) => writeFileSync(join(folder, 'lab.yaml'), text);
  const outputs = () => readFileSync(join(folder, 'output'), 'utf8').split('\n');

  it('runs the lab, sets its outputs and writes the reports that were asked for', () => {
    writeLab(lab('0%', '0%'));
    const { status } = runStep('run', { seed: '7', reporters: 'tap=lab.tap\njunit=lab.xml\n' });
    expect(status).toBe(0);
    expect(outputs()).toEqual(expect.arrayContaining(['verdict=pass', 'points=4', 'of=4']));
    expect(readFileSync(join(folder, 'lab.tap'), 'utf8')).toContain('ok 1');
    expect(readFileSync(join(folder, 'lab.xml'), 'utf8')).toContain('<testsuite');
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('two');
  });

  it("has the lab's exit status, and its outputs all the same, when an expectation fails", () => {
    writeLab(lab('100%', '1%'));
    const { status } = runStep('run', {});
    expect(status).toBe(1);
    expect(outputs()).toEqual(expect.arrayContaining(['verdict=partial', 'points=1', 'of=4']));
  });

  it('takes its inputs for words, whatever is in them', () => {
    const { status, stderr } = runStep('run', { lab: '$(touch made) "; touch made; ' });
    expect(status).toBe(2);
    expect(stderr).toContain('$(touch made)');
    expect(() => readFileSync(join(folder, 'made'))).toThrow('ENOENT');
  });

  it('has nothing to prepare where all is there', () => {
    expect(runStep('prepare', {}).status).toBe(0);
  });

  it.each([
    [{ runtime: 'docker' }, 'images build base tools'],
    [{ runtime: 'auto', images: 'python c' }, 'images build base tools python c'],
  ])('builds what containers need: %o', (inputs, command) => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'wirelab.js'), 'console.log(process.argv.slice(2).join(" "))');
    const { status, stdout } = runStep('prepare', { ...inputs, path: folder });
    expect(status).toBe(0);
    expect(stdout).toBe(`${command}\n`);
  });
});
