import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/**
 * Tests that make namespaces, devices, containers and processes for real, one file after the other: their
 * figures would otherwise be those of a machine busy with itself.
 */
function inTurn(
  groupOrder: number,
  name: string,
  include: string,
  settings: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: [include],
      sequence: { groupOrder },
      // Not bounds on speed.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      fileParallelism: false,
      maxWorkers: 1,
      ...settings,
    },
  };
}

/** A guest's system calls cost many times what they cost outside. */
const inGuest = { testTimeout: 600_000, hookTimeout: 300_000 };
const engine = 'test/testbed/docker/engine-for-all.ts';

export default defineConfig({
  test: {
    restoreMocks: true,
    unstubEnvs: true,
    silent: 'passed-only',
    // Of the few tests that say they may run beside others of their file.
    maxConcurrency: 2,
    projects: [
      {
        extends: true,
        test: {
          // Needs nothing but Node.
          name: 'unit',
          sequence: { groupOrder: 0 },
          // Property tests take long on a machine that has other work.
          testTimeout: 60_000,
          include: ['test/{core,lab-source,report,tui,run,images}/**/*.test.{ts,tsx}'],
        },
      },
      inTurn(1, 'system', 'test/{runtime,fabric,traffic,cli,testbed,submission}/**/*.test.ts'),
      // They wait more than they work.
      inTurn(2, 'labs', 'test/labs/**/*.test.ts', { maxConcurrency: 3 }),
      inTurn(3, 'docker', 'test/docker/**/*.test.ts', { globalSetup: engine, testTimeout: 180_000 }),
      inTurn(4, 'netem', 'test/netem/**/*.test.ts', inGuest),
      inTurn(5, 'parity', 'test/parity/**/*.test.ts', { ...inGuest, globalSetup: engine }),
    ],
  },
});
