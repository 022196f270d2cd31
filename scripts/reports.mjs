// What the tools saw and found, read from their own reports. "Nothing found" only counts when something was looked at.

/**
 * @typedef {{seen: number, problems: string[]}} Finding how much a tool looked at, and each complaint in a line
 * @typedef {{passed: number, failed: number, skipped: {name: string, reason: string}[], flaky?: string[]}} TestCount
 */

/** ESLint's JSON. @returns {Finding} */
export function readEslint(json, root) {
  const results = JSON.parse(json);
  const problems = results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ line, column, message, ruleId }) =>
        `${relative(filePath, root)}:${line}:${column} ${message.split('\n')[0]} (${ruleId ?? 'parse error'})`,
    ),
  );
  return { seen: results.length, problems };
}

/**
 * Output of `tsc -b --verbose --pretty false`. A project that tsc does not name was not checked, and neither was a file
 * that stands in no record of a named project.
 * @param {string} text
 * @param {{records: {project: string, text: string}[], files: string[]}} expected what tsc wrote down for each project
 *   in `.cache/types`, and the files that must be in there
 * @returns {Finding}
 */
export function readTypes(text, { records, files }) {
  const lines = text.split(/\r?\n/);
  const named = new Set(lines.flatMap((line) => /^ {4}\* (.+)\/tsconfig\.json$/.exec(line)?.[1] ?? []));
  const checked = new Set(records.filter(({ project }) => named.has(project)).flatMap(listRecorded));
  const problems = lines.filter((line) => /\berror TS\d+: /.test(line) || /^ +[^ *]/.test(line));
  const unseen = files.filter((file) => !checked.has(file)).map((file) => `${file}: no tsconfig.json covers it`);
  return { seen: files.length - unseen.length, problems: [...problems, ...unseen] };
}

// A record names files relative to its own place, two folders below the project's.
function listRecorded({ text }) {
  const { fileNames = [] } = text === '' ? {} : JSON.parse(text);
  return fileNames.map((name) => name.replace(/^(\.\.\/){2}/, ''));
}

/** dependency-cruiser's JSON; its own count also holds Node's modules and packages. @returns {Finding} */
export function readCruise(json) {
  const { modules, summary } = JSON.parse(json);
  const ours = modules.filter(({ source }) => /^(src|main|preload|renderer|e2e)\//.test(source));
  const problems = summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle === undefined ? [from, ...(to === from ? [] : [to])] : [from, ...cycle.map(({ name }) => name)];
    return `${way.join(' → ')} (${rule.name})`;
  });
  return { seen: ours.length, problems };
}

/** Playwright's JSON; `errors` are failures outside of any test. @returns {TestCount} */
export function readPlaywright(json) {
  const { suites, errors } = JSON.parse(json);
  const tests = suites.flatMap((suite) => listSpecs(suite, []));
  const withStatus = (...wanted) => tests.filter(({ status }) => wanted.includes(status));
  return {
    passed: withStatus('expected', 'flaky').length,
    failed: withStatus('unexpected').length + errors.length,
    skipped: withStatus('skipped').map(({ name, annotations }) => ({
      name,
      reason: annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? 'no reason given',
    })),
    flaky: withStatus('flaky').map(({ name }) => name),
  };
}

function listSpecs(suite, parents) {
  const path = [...parents, suite.title];
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map(({ status, annotations }) => ({ name: [...path, spec.title].join(' › '), status, annotations })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((child) => listSpecs(child, path))];
}

/** The line a test run ends with. @param {TestCount} count */
export function countLine({ passed, failed, skipped }) {
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  return `${passed} passed, ${failed} failed${tail}`;
}

/** Sum of several runs. @param {TestCount[]} counts @returns {TestCount} */
export function addCounts(counts) {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    skipped: counts.flatMap(({ skipped }) => skipped),
    flaky: counts.flatMap(({ flaky = [] }) => flaky),
  };
}

function relative(file, root) {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}
