// Runs test runners beside each other in one prepared environment, and ends with one line for all of them.
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { projectDir } from './project.mjs';
import { addCounts, countLine, errorLines, failedLines, skippedLines, slowestLines } from './reports.mjs';
import { runSession } from './session.mjs';
import { prepareTests } from './test-environment.mjs';
import { openTestFolder } from './test-folder.mjs';
import { makeUnsteady, wantedSeed } from './unsteady.mjs';

/**
 * @typedef {{names: string[], set?: 'everyday' | 'rest' | 'all', repeat: number, seed?: number, isBeside?: boolean}} Wanted what the runners are told to choose, how often each test runs,
 *   the seed of an unsteady machine, and whether another runner works at the same time
 * @typedef {{
 *   title: string,
 *   command: (wanted: Wanted) => string[],
 *   rounds: (repeat: number) => number,
 *   reportVariable: string,
 *   read: (text: string) => import('./reports.mjs').TestCount,
 *   readTimes?: (text: string) => import('./reports.mjs').TestTime[],
 *   needsBus?: boolean,
 *   displays?: number,
 * }} TestPart one runner: its command, how often it is started, and the variable that names the file it leaves its report in
 */

const SLOWEST_SHOWN = 10;
const ERROR_LINES_SHOWN = 40;

/** Runs a part. With a `log`, what its runner says goes into that file. */
async function runPart(part, { wanted, session, environment, reportDir, log }) {
  const counts = [];
  const rounds = part.rounds(wanted.repeat);
  const output = log?.fd ?? 'inherit';
  for (let round = 1; round <= rounds; round += 1) {
    process.stdout.write(`\n${part.title}${rounds > 1 ? `, ${round} of ${rounds}` : ''}\n`);
    const reportFile = join(reportDir, `${part.reportVariable}-${round}.json`);
    const plain = part.command(wanted);
    const [command, ...args] = part.needsBus ? environment.withBus(plain) : plain;
    const env = { ...environment.env, [part.reportVariable]: reportFile };
    const child = startChild(command, args, { cwd: projectDir, env, stdio: ['ignore', output, output] });
    const leaveInPeace = wanted.seed === undefined ? () => {} : makeUnsteady(child.process.pid, wanted.seed + round);
    const end = await Promise.race([child.exit, session.stopRequest]);
    leaveInPeace();
    await stopChild(child, 5000, { wholeGroup: true });
    if (end === 'stopped')
      return addCounts([...counts, { passed: 0, failed: [`${part.title}: stopped`], skipped: [] }]);
    counts.push(await readCount(part, reportFile, end.code));
    await printSlowest(part, reportFile);
  }
  return addCounts(counts);
}

/** Runs a part whose runner is not heard until it has ended: another one speaks meanwhile. */
async function runQuietly(part, run) {
  const file = join(run.reportDir, `${part.reportVariable}.log`);
  const log = await open(file, 'w');
  try {
    return await runPart(part, { ...run, log });
  } finally {
    await log.close();
    process.stdout.write(`\n${part.title} said:\n${await readFile(file, 'utf8')}`);
  }
}

// Who wants the tests to be faster looks here first.
async function printSlowest({ title, readTimes }, reportFile) {
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  if (text !== undefined && readTimes) printList(`${title}, the slowest`, slowestLines(readTimes(text), SLOWEST_SHOWN));
}

// A runner that ends badly without a failed test, or without a report, has failed all the same.
async function readCount(part, reportFile, code) {
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  const count = text === undefined ? { passed: 0, failed: [], skipped: [] } : part.read(text);
  if (count.failed.length > 0) return count;
  if (code !== 0) return { ...count, failed: [`${part.title}: the runner ended with exit code ${code}`] };
  if (count.passed > 0) return count;
  return { ...count, failed: [`${part.title}: not a single test ran`] };
}

/** Prints lines under a title, if there are any. */
export function printList(title, lines) {
  if (lines.length > 0) process.stdout.write(`\n${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

/**
 * Sets up, builds and runs the parts beside each other, since tests wait for the programs that they start, and two runners leave no core idle. Prints what
 * the last part says while it runs, what the others said when they have ended, then what was skipped, what failed and, last, `N passed, N failed`.
 * @param {TestPart[]} parts
 * @param {Wanted & {lastWords?: string, prepare?: typeof prepareTests}} wanted `lastWords` stand before the counts; `prepare`: what makes the machine ready for
 *   these parts
 * @returns {Promise<number>} the exit code
 */
export function runParts(parts, { names, set = 'all', repeat, lastWords, prepare = prepareTests }) {
  const wanted = { names, set, repeat, seed: wantedSeed(process.env), isBeside: parts.length > 1 };
  return runSession(async (session) => {
    const environment = await prepare(session.own, Math.max(...parts.map(({ displays = 1 }) => displays)));
    Object.assign(environment.env, openTestFolder(session.own));
    const reportDir = await mkdtemp(join(tmpdir(), 'comfyui-manager-tests-'));
    session.own(() => rm(reportDir, { recursive: true, force: true }));
    const run = { wanted, session, environment, reportDir };
    const quiet = parts.slice(0, -1).map((part) => runQuietly(part, run));
    const counts = await Promise.all([...quiet, ...parts.slice(-1).map((part) => runPart(part, run))]);
    const total = addCounts(counts);
    printList('Skipped', skippedLines(total));
    printList('Why', errorLines(total, ERROR_LINES_SHOWN));
    printList('Failed', failedLines(total, wanted.repeat));
    if (lastWords !== undefined) process.stdout.write(`\n${lastWords}\n`);
    process.stdout.write(`\n${countLine(total)}\n`);
    return total.failed.length === 0 ? 0 : 1;
  });
}
