// npm test: sets up, builds, then runs unit and integration tests and the end-to-end specs on the real app.
// npm test -- unit [name...] runs the first part, npm test -- e2e [title] the second; --repeat N runs each test N times.
import { join } from 'node:path';
import { playwrightPart } from './playwright-part.mjs';
import { projectDir, runMain } from './project.mjs';
import { readPlaywrightTimes, readVitest, readVitestTimes } from './reports.mjs';
import { parseTestArguments } from './test-arguments.mjs';
import { runParts } from './test-parts.mjs';

const PARTS = {
  unit: {
    title: 'Unit and integration tests',
    // The specs have four workers of their own.
    command: ({ names, isBeside }) => [
      ...[process.execPath, join(projectDir, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default'],
      ...[`--reporter=${join(projectDir, 'scripts', 'vitest-count.mjs')}`],
      ...(isBeside ? ['--maxWorkers=2'] : []),
      ...names,
    ],
    // Vitest has no such option: it starts anew for each time, so that a file's own state is new as well.
    rounds: (repeat) => repeat,
    reportVariable: 'VITEST_COUNT_FILE',
    read: readVitest,
    readTimes: readVitestTimes,
  },
  e2e: playwrightPart({
    title: 'End-to-end tests on the real app',
    config: 'e2e/playwright.config.ts',
    needsBus: true,
    // One for each worker (e2e/playwright.config.ts).
    displays: 4,
    readTimes: readPlaywrightTimes,
  }),
};

await runMain(() => {
  const wanted = parseTestArguments(process.argv.slice(2));
  return runParts(
    wanted.parts.map((name) => PARTS[name]),
    wanted,
  );
});
