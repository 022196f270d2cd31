import { env } from 'node:process';
import { configDefaults, defineConfig } from 'vitest/config';
import { SlowFirst } from './scripts/slow-first.mjs';

// A nightly test is run by `npm run nightly` alone.
const isNightly = env['NIGHTLY'] === '1';
const leftOut = isNightly ? [] : ['**/*.nightly.test.{ts,mjs}'];

// Unit and integration tests stand beside the file they test. The e2e specs belong to Playwright.
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'main/**/*.test.ts',
      'preload/**/*.test.ts',
      'renderer/**/*.test.{ts,tsx}',
      'e2e/{world,torture}/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    exclude: [...configDefaults.exclude, ...leftOut],
    environment: 'node',
    pool: 'forks',
    // Five hundred files: a process for each loads all modules anew, which took two fifths of the processor time of all tests.
    isolate: false,
    // Twice the two cores that CI has: many tests wait for a program they started.
    maxWorkers: 4,
    sequence: { sequencer: SlowFirst },
    // These end what hangs. They are no measure of speed: a busy machine may take ten times as long as a quiet one, and pip takes ten times what uv does.
    testTimeout: isNightly ? 600_000 : 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 15_000 } },
    setupFiles: ['scripts/patient-waits.mjs', 'scripts/end-with-file.mjs'],
    restoreMocks: true,
    // Served as it is; other styles say nothing to a test.
    css: { include: [/starting-page-style\.css/] },
    passWithNoTests: false,
  },
});
