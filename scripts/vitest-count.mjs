// A reporter for Vitest that writes what the test run counts: its JSON reporter leaves out why a test was skipped.
import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * Writes `{passed, failed: [name], errors: [{name, text}], skipped: [{name, reason?}], times: [{name, ms}]}` into the file named by the
 * variable VITEST_COUNT_FILE. The reason is what the test itself said when it ran (`context.skip`), or what `onlyWhere` left with it.
 */
export default class CountReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const tests = testModules.flatMap((module) =>
      [...module.children.allTests()].map((test) => describeTest(module, test)),
    );
    const inState = (state) => tests.filter((test) => test.state === state);
    // A file that cannot be loaded, or a failing hook, has no test to blame and is a failure all the same.
    const brokenFiles = testModules.filter((module) => module.errors().length > 0);
    const count = {
      passed: inState('passed').filter(({ isFlaky }) => !isFlaky).length,
      failed: [
        ...[...inState('failed'), ...inState('passed').filter(({ isFlaky }) => isFlaky)].map(({ name }) => name),
        ...brokenFiles.map((module) => `${module.relativeModuleId}: the file or one of its hooks`),
        ...unhandledErrors.map(({ message }) => `outside of any test: ${message}`),
      ],
      errors: [
        ...inState('failed').map(({ name, errors }) => ({ name, text: errors })),
        ...brokenFiles.map((module) => ({ name: module.relativeModuleId, text: describeErrors(module.errors()) })),
      ],
      skipped: inState('skipped').map(({ name, reason }) => ({ name, reason })),
      times: tests.map(({ name, ms }) => ({ name, ms })),
    };
    writeFileSync(process.env.VITEST_COUNT_FILE, JSON.stringify(count));
  }
}

function describeTest(module, test) {
  const { state, note, errors = [] } = test.result();
  return {
    name: `${module.relativeModuleId} › ${test.fullName}`,
    state,
    errors: describeErrors(errors),
    reason: note ?? test.meta().skipReason,
    // It passed when it was tried again, which makes no success of a race.
    isFlaky: test.diagnostic()?.flaky ?? false,
    ms: test.diagnostic()?.duration ?? 0,
  };
}

// What was expected, what was there, and the line that asked.
function describeErrors(errors) {
  const texts = errors.map(({ message, diff = '', stacks = [], cause }) => {
    const places = stacks.map(({ file, line }) => `    at ${file}:${line}`);
    // A property test says which input failed; what was expected of it stands in its cause.
    return [message, cause?.message ?? '', diff, ...places].filter((part) => part !== '').join('\n');
  });
  return stripVTControlCharacters(texts.join('\n'));
}
