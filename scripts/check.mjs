// npm run check: format, lint, types, folder rules, unused code, budgets and unit tests, in three to five minutes on two cores, and the lines of each room.
// npm run check -- --staged: the same for what the next commit changes, for the pre-commit hook.
// npm run check -- --static: all but the unit tests, for CI, which runs them with all the others right after.
import { availableParallelism } from 'node:os';
import { ensureBuild } from './build.mjs';
import { isMainModule, runMain } from './project.mjs';
import { describeRooms } from './room-lines.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureTools } from './setup.mjs';

const MAX_SHOWN = 40;

/** A step is good when the tool looked at something and found nothing. */
export function isGood({ seen, problems }) {
  return seen > 0 && problems.length === 0;
}

/** One line of the table. */
export function formatRow({ name, seconds, finding }) {
  const status = isGood(finding) ? 'ok' : finding.seen === 0 ? 'SAW NOTHING' : 'FAILED';
  return `${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s  ${String(finding.seen).padStart(5)} seen  ${status}`;
}

/** What a person can do something about is told in words; of anything else the stack helps. */
function describeError(error) {
  return error instanceof ScriptError ? `${error.message} ${error.remedy}` : String(error.stack ?? error);
}

async function runStep({ name, run }) {
  const startedAt = performance.now();
  // A step that breaks down is a failed step, and the others still report.
  const finding = await run().catch((error) => ({ seen: 1, problems: [describeError(error)] }));
  return { name, finding, seconds: (performance.now() - startedAt) / 1000 };
}

/** Runs jobs, at most `width` at once. @template T @param {(() => Promise<T>)[]} jobs @returns {Promise<T[]>} in their order */
export async function runBounded(jobs, width) {
  const results = [];
  let next = 0;
  const takeJobs = async () => {
    while (next < jobs.length) {
      const index = next++;
      results[index] = await jobs[index]();
    }
  };
  await Promise.all(Array.from({ length: width }, takeJobs));
  return results;
}

function printProblems({ name, finding }) {
  if (isGood(finding)) return;
  const words =
    finding.seen === 0 ? [`${name} looked at nothing at all: a check that sees nothing proves nothing.`] : [];
  const shown = [...words, ...finding.problems.slice(0, MAX_SHOWN)];
  const rest = finding.problems.length - MAX_SHOWN;
  const tail = rest > 0 ? [`... and ${rest} more`] : [];
  process.stdout.write(
    `\n${name}\n${[...shown, ...tail].map((line) => `  ${line.replaceAll('\n', '\n  ')}`).join('\n')}\n`,
  );
}

function printLines(lines) {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function printRows(rows) {
  rows.forEach(printProblems);
  printLines(['', ...rows.map(formatRow), ...rows.flatMap(({ finding }) => finding.notes ?? [])]);
}

async function check() {
  const [mode, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (mode !== undefined && !['--staged', '--static'].includes(mode))) {
    throw new ScriptError(
      `npm run check does not know "${[mode, ...rest].join(' ')}".`,
      'Usage: npm run check [-- --staged | -- --static]',
      2,
    );
  }
  ensureTools();
  // The unit tests pack what the build made.
  if (mode === undefined) ensureBuild();
  const { allSteps, stagedSteps, staticSteps } = await import('./check-steps.mjs');
  const steps = { '--staged': stagedSteps, '--static': staticSteps }[mode]?.() ?? allSteps();
  const startedAt = performance.now();
  const rows = await runBounded(
    steps.map((step) => () => runStep(step)),
    Math.max(2, availableParallelism()),
  );
  printRows(rows);
  if (mode !== '--staged') printLines(['', ...describeRooms()]);
  const failed = rows.filter(({ finding }) => !isGood(finding)).length;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stdout.write(
    failed === 0 ? `\ncheck: all good in ${seconds} s\n` : `\ncheck: ${failed} failed in ${seconds} s\n`,
  );
  return failed === 0 ? 0 : 1;
}

if (isMainModule(import.meta.url)) await runMain(check);
