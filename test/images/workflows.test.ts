/** What GitHub will make of our workflow and action can't be tried here; what must hold of them can be read. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const step = z.looseObject({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  env: z.record(z.string(), z.unknown()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});

function read(path: string): unknown {
  return parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
}

function expectNoExpressions(script: string): void {
  // An expression in a script is somebody's text in a shell.
  expect(script).not.toContain('${{');
}

describe('.github/workflows/ci.yml', () => {
  const workflow = z
    .looseObject({
      permissions: z.record(z.string(), z.string()),
      concurrency: z.looseObject({ group: z.string() }),
      jobs: z.record(
        z.string(),
        z.looseObject({
          'runs-on': z.string(),
          'timeout-minutes': z.number(),
          permissions: z.undefined().optional(),
          strategy: z.looseObject({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
          steps: z.array(step),
        }),
      ),
    })
    .parse(read('.github/workflows/ci.yml'));
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('may read the repository and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const checkout of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(checkout.with).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('uses the actions of GitHub itself, pinned, and its own', () => {
    for (const { uses } of steps)
      if (uses !== undefined) expect(uses).toMatch(/^(\.\/|actions\/[a-z-]+@v\d+)$/);
  });

  it('runs everything on each supported Node', () => {
    const everything = workflow.jobs.everything;
    expect(everything?.strategy?.matrix.node).toEqual(['20.19', '22', '24']);
    expect(everything?.steps.some(({ run }) => run?.includes('bash .ci/run'))).toBe(true);
  });

  it('has no expressions in its scripts', () => {
    for (const { run } of steps) expectNoExpressions(run ?? '');
  });
});

describe('action.yml', () => {
  const action = z
    .looseObject({
      inputs: z.record(z.string(), z.looseObject({ description: z.string() })),
      outputs: z.record(z.string(), z.looseObject({ value: z.string() })),
      runs: z.looseObject({ using: z.literal('composite'), steps: z.array(step) }),
    })
    .parse(read('action.yml'));
  const { steps } = action.runs;

  it('names a shell for every script, and has no expressions in them', () => {
    for (const { run, shell } of steps) {
      expect(shell).toBe('bash');
      expectNoExpressions(run ?? '');
    }
  });

  it('uses each of its inputs, and no other', () => {
    const used = new Set(
      [...JSON.stringify(steps).matchAll(/\$\{\{ inputs\.([a-z]+) \}\}/g)].map(([, name]) => name),
    );
    expect(used).toEqual(new Set(Object.keys(action.inputs)));
  });

  it('takes its outputs from steps that are there', () => {
    const ids = steps.map(({ id }) => id);
    for (const { value } of Object.values(action.outputs)) {
      const [, id] = /^\$\{\{ steps\.([a-z]+)\.outputs\.[a-z]+ \}\}$/.exec(value) ?? [];
      expect(ids).toContain(id);
    }
  });
});
