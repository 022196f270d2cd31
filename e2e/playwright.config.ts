import { defineConfig } from 'playwright/test';

/**
 * The files that take longest, the longest first: what begins last is short, so that all workers end together. `npm test` prints the
 * slowest tests; who makes a file long puts it here.
 */
const longFiles = [
  'web-ui.spec.ts',
  'states.spec.ts',
  'contradictions.spec.ts',
  'comfyui-crash.spec.ts',
  'onboarding.spec.ts',
  'installations-window.spec.ts',
  'workflow-window.spec.ts',
  'start.spec.ts',
  'language-window.spec.ts',
  'language-chinese.spec.ts',
  'screens.spec.ts',
  'tray.spec.ts',
  'settings-window.spec.ts',
  'pack-details-window.spec.ts',
  'home-window.spec.ts',
];

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  // Twice the two cores that CI has: a spec waits for ComfyUI, git or Python for a third of its time, and computes on one core.
  workers: 4,
  fullyParallel: false,
  forbidOnly: true,
  // These end what hangs. They are no measure of speed: a busy machine may take ten times as long as a quiet one. A spec gives a time of its own only
  // for what the product promises within it.
  timeout: 240_000,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  projects: [
    ...longFiles.map((name) => ({ name: name.replace('.spec.ts', ''), testMatch: name })),
    { name: 'app', testIgnore: longFiles },
  ],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
