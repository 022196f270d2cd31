// What the tools saw and found, read from their own reports. "Nothing found" only counts when something was looked at.

/**
 * @typedef {{seen: number, problems: string[]}} Finding how much a tool looked at, and each complaint in a line
 * @typedef {{passed: number, failed: number, skipped: {name: string, reason: string}[]}} TestCount
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

/** Output of `tsc --listFiles --pretty false`: names of files read, and errors. @returns {Finding} */
export function readTsc(text, root) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const isListed = (line) => /^(\/|[A-Za-z]:[\\/]).*\.([cm]?[jt]s|[jt]sx|json)$/.test(line);
  const isOurs = (line) => !line.replaceAll('\\', '/').includes('/node_modules/');
  return {
    seen: lines.filter((line) => isListed(line) && isOurs(line)).length,
    problems: lines.filter((line) => !isListed(line)).map((line) => line.replaceAll(`${root}/`, '')),
  };
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
  };
}

function relative(file, root) {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}
