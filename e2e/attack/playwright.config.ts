import { defineConfig } from 'playwright/test';

// Not a part of `npm test`: these specs play the attacker (npm run attack).
export default defineConfig({
  testDir: '.',
  testMatch: '*.attack.ts',
  outputDir: '../../test-results/attack',
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { screenshot: 'off' },
});
