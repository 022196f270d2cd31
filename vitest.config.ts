import { env } from 'node:process';
import { configDefaults, defineConfig } from 'vitest/config';
import { SlowFirst } from './scripts/slow-first.mjs';

// Unit and integration tests stand beside the file they test. The e2e specs belong to Playwright.
const include = [
  'src/**/*.test.ts',
  'main/**/*.test.ts',
  'preload/**/*.test.ts',
  'renderer/**/*.test.{ts,tsx}',
  'e2e/{world,torture}/**/*.test.ts',
  'scripts/**/*.test.mjs',
];

/** What starts ComfyUI, pip or many processes. A nightly test is run by `npm run nightly` alone. */
const slow = ['**/*.slow.test.ts', 'e2e/**/*.test.ts', 'scripts/**/*.test.mjs'];
const nightly = ['**/*.nightly.test.ts'];
const isNightly = env['NIGHTLY'] === '1';

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // Twice the two cores that CI has: many tests wait for a program they started.
    maxWorkers: 4,
    sequence: { sequencer: SlowFirst },
    // These end what hangs. They are no measure of speed: a busy machine may take ten times as long as a quiet one.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 15_000 } },
    setupFiles: ['scripts/patient-waits.mjs'],
    restoreMocks: true,
    // Served as it is; other styles say nothing to a test.
    css: { include: [/(swagger-ui|starting-page-style|bisect-page-style)\.css/] },
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: { name: 'slow', include: [...slow, ...(isNightly ? nightly : [])], exclude: configDefaults.exclude },
      },
      {
        extends: true,
        // Nearly four hundred files: a process for each would load all modules anew, which takes longer than the tests themselves.
        test: { name: 'quick', include, exclude: [...configDefaults.exclude, ...slow, ...nightly], isolate: false },
      },
    ],
  },
});
