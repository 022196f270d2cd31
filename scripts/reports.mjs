import { stripVTControlCharacters as withoutColours } from 'node:util';

// What the tools saw and found, read from their own reports. "Nothing found" only counts when something was looked at.

/**
 * @typedef {{seen: number, problems: string[]}} Finding how much a tool looked at, and each complaint in a line
 * @typedef {{name: string, ms: number}} TestTime
 * @typedef {{name: string, text: string}} TestError what a failed test said
 * @typedef {{passed: number, failed: string[], errors?: TestError[], skipped: {name: string, reason: string}[]}} TestCount `failed`
 *   names each failure
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

/** oxlint's JSON. Without its rules that need types it has looked at nothing. @returns {Finding} */
export function readOxlint(json) {
  const { diagnostics, number_of_files: files, number_of_rules: rules } = JSON.parse(json);
  const problems = diagnostics.map(({ filename, labels, message, code }) => {
    const { line = 0, column = 0 } = labels[0]?.span ?? {};
    return `${filename}:${line}:${column} ${message} (${code ?? 'no rule'})`;
  });
  return { seen: rules === 0 ? 0 : files, problems };
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

/**
 * Playwright's JSON; `errors` are failures outside of any test. A test that passed only when it was tried again has failed: a race does
 * not become a success by being repeated.
 * @returns {TestCount}
 */
export function readPlaywright(json) {
  const { suites, errors } = JSON.parse(json);
  const tests = suites.flatMap((suite) => listSpecs(suite, []));
  const withStatus = (...wanted) => tests.filter(({ status }) => wanted.includes(status));
  // Playwright leaves out what follows a failure in a serial group, and says nothing of it.
  const hasFailed = withStatus('unexpected', 'flaky').length + errors.length > 0;
  const afterFailure = hasFailed ? 'not run: something before it failed' : undefined;
  return toCount({
    passed: withStatus('expected').length,
    failed: [
      ...withStatus('unexpected', 'flaky').map(({ name }) => name),
      ...errors.map(({ message = 'no message' }) => `outside of any test: ${withoutColours(message).split('\n')[0]}`),
    ],
    errors: withStatus('unexpected', 'flaky').map(({ name, text }) => ({ name, text })),
    skipped: withStatus('skipped').map(({ name, annotations }) => ({
      name,
      reason: annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? afterFailure,
    })),
  });
}

/** What scripts/vitest-count.mjs wrote. @returns {TestCount} */
export function readVitest(json) {
  return toCount(JSON.parse(json));
}

/** What e2e/torture/torture.ts wrote: each run that ended with a violation is a failure, named so that it can be run again. @returns {TestCount} */
export function readTorture(json) {
  const { passed, failures } = JSON.parse(json);
  const failed = failures.map(({ title, violations }) => `${title}: ${violations[0]}`);
  return toCount({ passed, failed, skipped: [] });
}

/** How long each test took, from the same reports; Playwright tells the tries of a test one by one. @returns {TestTime[]} */
export function readPlaywrightTimes(json) {
  return JSON.parse(json)
    .suites.flatMap((suite) => listSpecs(suite, []))
    .map(({ name, ms }) => ({ name, ms }));
}

/** @returns {TestTime[]} */
export function readVitestTimes(json) {
  return JSON.parse(json).times;
}

/** The slowest tests, a line each, the slowest first. @param {TestTime[]} times @returns {string[]} */
export function slowestLines(times, count) {
  const slowest = [...times].sort((a, b) => b.ms - a.ms).slice(0, count);
  return slowest.map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(6)} s  ${name}`);
}

// What is skipped without a reason is skipped by mistake, and nobody would ever look at it again.
function toCount({ passed, failed, errors = [], skipped }) {
  const hasReason = ({ reason = '' }) => reason.trim() !== '';
  const silent = skipped.filter((one) => !hasReason(one)).map(({ name }) => `${name}: skipped without a reason`);
  return { passed, failed: [...failed, ...silent], errors, skipped: skipped.filter(hasReason) };
}

/** Why attacks of a run never succeeded, a line each, from the annotations `held before` of Playwright's JSON. @returns {string[]} */
export function readHeldBefore(json) {
  const tests = JSON.parse(json).suites.flatMap((suite) => listSpecs(suite, []));
  return tests.flatMap(({ name, annotations }) =>
    annotations
      .filter(({ type }) => type === 'held before')
      .map(({ description }) => `${name.split(' › ').at(-1)}: ${description}`),
  );
}

function listSpecs(suite, parents) {
  const path = [...parents, suite.title];
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map(({ status, annotations, results = [] }) => ({
      ...{ name: [...path, spec.title].join(' › '), status, annotations },
      text: withoutColours(results.flatMap(({ errors = [] }) => errors.map(({ message = '' }) => message)).join('\n')),
      ms: results.reduce((sum, { duration = 0 }) => sum + duration, 0),
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((child) => listSpecs(child, path))];
}

/** The line a test run ends with. @param {TestCount} count */
export function countLine({ passed, failed, skipped }) {
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  return `${passed} passed, ${failed.length} failed${tail}`;
}

/** What was skipped and why, each once however often it ran. @param {TestCount} count @returns {string[]} */
export function skippedLines({ skipped }) {
  return [...new Set(skipped.map(({ name, reason }) => `${name}: ${reason}`))];
}

/** What failed, each once; with how often, when each test ran `repeat` times. @param {TestCount} count @returns {string[]} */
export function failedLines({ failed }, repeat) {
  const times = new Map();
  for (const name of failed) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times].map(([name, count]) => (repeat > 1 ? `${name}: ${count} of ${repeat} times` : name));
}

/**
 * What the failed tests said, a title and its lines for each, the first lines alone: a difference of two long lists is read in the whole
 * output. @param {TestCount} count @param {number} most lines of a test @returns {string[]}
 */
export function errorLines({ errors = [] }, most) {
  return errors.flatMap(({ name, text }) => {
    const lines = text.split('\n');
    const cut = lines.length > most ? [`... ${lines.length - most} more lines`] : [];
    return [name, ...[...lines.slice(0, most), ...cut].map((line) => `  ${line}`)];
  });
}

/** Sum of several runs. @param {TestCount[]} counts @returns {TestCount} */
export function addCounts(counts) {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.flatMap(({ failed }) => failed),
    errors: counts.flatMap(({ errors = [] }) => errors),
    skipped: counts.flatMap(({ skipped }) => skipped),
  };
}

function relative(file, root) {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}
