import { defineConfig } from 'playwright/test';

// Not a part of the tests: it only runs with `npm run pictures`.
export default defineConfig({
  testDir: '.',
  testMatch: '*.picture.ts',
  outputDir: '../../test-results',
  workers: 1,
  timeout: 180_000,
  reporter: [['list']],
});
