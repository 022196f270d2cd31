// A reporter for Vitest that writes what the test run counts: its JSON reporter leaves out why a test was skipped.
import { writeFileSync } from 'node:fs';

/** Writes `{passed, failed, skipped: [{name, reason}], flaky: [name]}` into the file named by the variable VITEST_COUNT_FILE. */
export default class CountReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const tests = testModules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({
        name: `${module.relativeModuleId} › ${test.fullName}`,
        result: test.result(),
        isFlaky: test.diagnostic()?.flaky ?? false,
      })),
    );
    const inState = (state) => tests.filter(({ result }) => result.state === state);
    // A file that cannot be loaded, or a failing hook, has no test to blame and is a failure all the same.
    const brokenFiles = testModules.filter((module) => module.errors().length > 0);
    const count = {
      passed: inState('passed').length,
      failed: inState('failed').length + brokenFiles.length + unhandledErrors.length,
      skipped: inState('skipped').map(({ name, result }) => ({ name, reason: result.note ?? 'no reason given' })),
      flaky: tests.filter(({ isFlaky }) => isFlaky).map(({ name }) => name),
    };
    writeFileSync(process.env.VITEST_COUNT_FILE, JSON.stringify(count));
  }
}
