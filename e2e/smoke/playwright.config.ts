import { defineConfig } from 'playwright/test';

const updates = 'updates*.smoke.ts';

// Not a part of `npm test`: these specs try what was packed (npm run smoke).
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'packages', testMatch: '*.smoke.ts', testIgnore: updates, outputDir: '../../test-results/smoke' },
    { name: 'updates', testMatch: updates, outputDir: '../../test-results/updates' },
  ],
  // One package after the other: each is tried as a person has it, alone on the machine.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
});
