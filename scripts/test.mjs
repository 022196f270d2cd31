// npm test: sets up, builds, then runs the quick unit tests and the specs that walk each promise on the real app (scripts/spec-sets.mjs).
// npm run test:all runs all unit and integration tests and all specs; with `-- --rest` those that npm test leaves out.
// npm test -- unit [name...] runs the first part, npm test -- e2e [title] the second; --repeat N runs each test N times.
import { join } from 'node:path';
import { playwrightPart } from './playwright-part.mjs';
import { projectDir, runMain } from './project.mjs';
import { readPlaywrightTimes, readVitest, readVitestTimes } from './reports.mjs';
import { specsOf } from './spec-sets.mjs';
import { parseTestArguments } from './test-arguments.mjs';
import { runParts } from './test-parts.mjs';

const EVERYDAY_END =
  'These were the tests of every day. npm run test:all runs all, npm run attack and npm run torture try to break the app, npm run nightly takes hours.';

/** What Vitest is told to leave out, or to run alone: files that are slow by their names. */
const unitsOf = {
  everyday: ['--exclude=**/*.slow.test.ts', '--exclude=**/*.nightly.test.*'],
  rest: ['.slow.test.'],
  all: [],
};

const PARTS = {
  unit: {
    title: 'Unit and integration tests',
    // The specs have four workers of their own. Of what npm test leaves out, slow files are the longer half: with fewer workers they would end long after
    // the specs.
    command: ({ names, set, isBeside }) => [
      ...[process.execPath, join(projectDir, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default'],
      ...[`--reporter=${join(projectDir, 'scripts', 'vitest-count.mjs')}`],
      ...(isBeside ? [`--maxWorkers=${set === 'everyday' ? 2 : 4}`] : []),
      ...unitsOf[set],
      ...names,
    ],
    // Vitest has no such option: it starts anew for each time, so that a file's own state is new as well.
    rounds: (repeat) => repeat,
    reportVariable: 'VITEST_COUNT_FILE',
    read: readVitest,
    readTimes: readVitestTimes,
  },
  e2e: ofSet({
    title: 'End-to-end tests on the real app',
    config: 'e2e/playwright.config.ts',
    needsBus: true,
    // One for each worker (e2e/playwright.config.ts).
    displays: 4,
    readTimes: readPlaywrightTimes,
  }),
};

/** A run of specs: those that are named, else the files of the set. */
function ofSet(about) {
  const part = playwrightPart(about);
  return {
    ...part,
    command: (wanted) =>
      part.command({ ...wanted, names: wanted.names.length > 0 ? wanted.names : specsOf(wanted.set) }),
  };
}

await runMain(() => {
  const wanted = parseTestArguments(process.argv.slice(2));
  const parts = wanted.parts.map((name) => PARTS[name]);
  return runParts(parts, { ...wanted, lastWords: wanted.set === 'everyday' ? EVERYDAY_END : undefined });
});
