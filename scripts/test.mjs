// npm test: sets up, builds, then runs unit and integration tests and the end-to-end specs on the real app.
// npm test -- unit [name...] runs the first part, npm test -- e2e [title] the second; --repeat N runs each test N times.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { projectDir, runMain } from './project.mjs';
import { addCounts, countLine, failedLines, readPlaywright, readVitest, skippedLines } from './reports.mjs';
import { runSession } from './session.mjs';
import { parseTestArguments } from './test-arguments.mjs';
import { prepareTests } from './test-environment.mjs';

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
  },
};

async function runPart(part, { wanted, session, environment, reportDir }) {
  const counts = [];
  const rounds = part.rounds(wanted.repeat);
  for (let round = 1; round <= rounds; round += 1) {
    process.stdout.write(`\n${part.title}${rounds > 1 ? `, ${round} of ${rounds}` : ''}\n`);
    const reportFile = join(reportDir, `${part.reportVariable}-${round}.json`);
    const plain = part.command(wanted);
    const [command, ...args] = part.needsBus ? environment.withBus(plain) : plain;
    const env = { ...environment.env, [part.reportVariable]: reportFile };
    const child = startChild(command, args, { cwd: projectDir, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const end = await Promise.race([child.exit, session.stopRequest]);
    await stopChild(child, 5000, { wholeGroup: true });
    if (end === 'stopped')
      return addCounts([...counts, { passed: 0, failed: [`${part.title}: stopped`], skipped: [] }]);
    counts.push(await readCount(part, reportFile, end.code));
  }
  return addCounts(counts);
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

function printList(title, lines) {
  if (lines.length > 0) process.stdout.write(`\n${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

await runMain(() =>
  runSession(async (session) => {
    const wanted = parseTestArguments(process.argv.slice(2));
    const environment = await prepareTests(session.own);
    const reportDir = await mkdtemp(join(tmpdir(), 'comfyui-manager-tests-'));
    session.own(() => rm(reportDir, { recursive: true, force: true }));
    const counts = [];
    for (const name of wanted.parts)
      counts.push(await runPart(PARTS[name], { wanted, session, environment, reportDir }));
    const total = addCounts(counts);
    printList('Skipped', skippedLines(total));
    printList('Failed', failedLines(total, wanted.repeat));
    process.stdout.write(`\n${countLine(total)}\n`);
    return total.failed.length === 0 ? 0 : 1;
  }),
);
