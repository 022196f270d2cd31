import { defineConfig } from 'playwright/test';

// Each spec owns a whole Electron application and a world around it. Most of the time it waits, so two share the two cores of CI.
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // These end what hangs. They are no measure of speed: a busy machine may take ten times as long as a quiet one.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  // The longest file begins first, so that the other worker has enough to do meanwhile.
  projects: [
    { name: 'web-ui', testMatch: 'web-ui.spec.ts' },
    { name: 'app', testIgnore: 'web-ui.spec.ts' },
  ],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
