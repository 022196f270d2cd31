import { defineConfig } from 'playwright/test';

/**
 * The files that take longest begin first: what begins last is short, so that all workers end together. `npm test` prints the slowest tests; who makes a
 * file longer than 45 s puts it here. They are one project: a worker goes on to the next file, but not to another project.
 */
const longFiles = [
  'bisect-window.spec.ts',
  'command-line.spec.ts',
  'comfyui-crash.spec.ts',
  'comfyui-versions-window.spec.ts',
  'comfyui-window.spec.ts',
  'contradictions.spec.ts',
  'environments-window.spec.ts',
  'hidden-page.spec.ts',
  'home-disk.spec.ts',
  'home-window.spec.ts',
  'installations-window.spec.ts',
  'language-chinese.spec.ts',
  'language-window.spec.ts',
  'lean-window.spec.ts',
  'library-window.spec.ts',
  'model-lists-window.spec.ts',
  'models-kill.spec.ts',
  'models-window.spec.ts',
  'newcomer.spec.ts',
  'onboarding.spec.ts',
  'pack-actions-window.spec.ts',
  'pack-details-window.spec.ts',
  'package-plan-window.spec.ts',
  'real-catalogue.spec.ts',
  'rehearsal-window.spec.ts',
  'screens.spec.ts',
  'settings-window.spec.ts',
  'setup-window.spec.ts',
  'start.spec.ts',
  'starting-page.spec.ts',
  'startup-cache.spec.ts',
  'states.spec.ts',
  'transfer-window.spec.ts',
  'tray.spec.ts',
  'update-review-window.spec.ts',
  'web-ui.spec.ts',
  'workflow-window.spec.ts',
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
    { name: 'long', testMatch: longFiles },
    { name: 'app', testIgnore: longFiles },
  ],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
