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
  // As in the other specs: these end what hangs, and a busy machine may take ten times as long as a quiet one.
  timeout: 240_000,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  use: { screenshot: 'off' },
});
