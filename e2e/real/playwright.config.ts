import { defineConfig } from 'playwright/test';

const minute = 60_000;

// Not a part of `npm test`: gigabytes are downloaded (npm run real).
export default defineConfig({
  testDir: '.',
  testMatch: '*.real.ts',
  outputDir: '../../test-results/real',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60 * minute,
  expect: { timeout: 2 * minute },
  reporter: [['list']],
  use: { screenshot: 'only-on-failure' },
});
