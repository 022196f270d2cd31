import { defineConfig } from 'playwright/test';

// Not a part of `npm test`: these specs try what was packed (npm run smoke).
export default defineConfig({
  testDir: '.',
  testMatch: '*.smoke.ts',
  outputDir: '../../test-results/smoke',
  // One package after the other: each is tried as a person has it, alone on the machine.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
});
