// npm test: sets up, builds, then runs unit and integration tests and the end-to-end specs on the real app.
// npm test -- unit [name...] runs the first part, npm test -- e2e [title] the second; --repeat N runs each test N times.
import { join } from 'node:path';
import { projectDir, runMain } from './project.mjs';
import { readPlaywright, readPlaywrightTimes, readVitest, readVitestTimes } from './reports.mjs';
import { parseTestArguments } from './test-arguments.mjs';
import { runParts } from './test-parts.mjs';

const bin = (file) => join(projectDir, 'node_modules', file);

const PARTS = {
  unit: {
    title: 'Unit and integration tests',
    command: ({ names }) => [
      ...[process.execPath, bin('vitest/vitest.mjs'), 'run', '--reporter=default'],
      ...[`--reporter=${join(projectDir, 'scripts', 'vitest-count.mjs')}`, ...names],
    ],
    // Vitest has no such option: it starts anew for each time, so that a file's own state is new as well.
    rounds: (repeat) => repeat,
    reportVariable: 'VITEST_COUNT_FILE',
    read: readVitest,
    readTimes: readVitestTimes,
  },
  e2e: {
    title: 'End-to-end tests on the real app',
    needsBus: true,
    command: ({ names, repeat }) => [
      ...[process.execPath, bin('playwright/cli.js'), 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
      ...[`--repeat-each=${repeat}`, ...(names.length > 0 ? ['--grep', names.join(' ')] : [])],
    ],
    rounds: () => 1,
    reportVariable: 'PLAYWRIGHT_JSON_OUTPUT_FILE',
    read: readPlaywright,
    readTimes: readPlaywrightTimes,
  },
};

await runMain(() => {
  const wanted = parseTestArguments(process.argv.slice(2));
  return runParts(
    wanted.parts.map((name) => PARTS[name]),
    wanted,
  );
});
