import { defineConfig } from 'vitest/config';

// `unit` needs nothing but Node. `system` makes namespaces, devices and processes for real, one file
// after the other: its figures would otherwise be those of a machine busy with itself.
export default defineConfig({
  test: {
    restoreMocks: true,
    unstubEnvs: true,
    silent: 'passed-only',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          // Not a bound on speed: property tests take long on a machine that has other work.
          testTimeout: 60_000,
          include: ['test/{core,lab-source,report,tui,run,images}/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          sequence: { groupOrder: 1 },
          include: ['test/{runtime,fabric,traffic,cli,labs}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});
