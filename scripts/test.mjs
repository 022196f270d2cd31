// npm test: sets up, builds, then runs unit and integration tests and the end-to-end specs on the real app.
// npm test -- unit [name...] runs the first part, npm test -- e2e [title] the second.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { projectDir, runMain } from './project.mjs';
import { addCounts, countLine, readPlaywright } from './reports.mjs';
import { ScriptError } from './script-error.mjs';
import { runSession } from './session.mjs';
import { prepareTests } from './test-environment.mjs';

const bin = (file) => join(projectDir, 'node_modules', file);

const PARTS = {
  unit: {
    title: 'Unit and integration tests',
    command: (names) => [
      ...[process.execPath, bin('vitest/vitest.mjs'), 'run', '--reporter=default'],
      ...[`--reporter=${join(projectDir, 'scripts', 'vitest-count.mjs')}`, ...names],
    ],
    reportVariable: 'VITEST_COUNT_FILE',
    read: JSON.parse,
  },
  e2e: {
    title: 'End-to-end tests on the real app',
    needsBus: true,
    command: (names) => [
      ...[process.execPath, bin('playwright/cli.js'), 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
      ...(names.length > 0 ? ['--grep', names.join(' ')] : []),
    ],
    reportVariable: 'PLAYWRIGHT_JSON_OUTPUT_FILE',
    read: readPlaywright,
  },
};

function readArguments([part, ...names]) {
  if (part === undefined) return { parts: Object.values(PARTS), names: [] };
  if (!Object.hasOwn(PARTS, part)) {
    throw new ScriptError(
      `npm test does not know "${part}".`,
      'Usage: npm test [-- unit [name...] | -- e2e [title]]',
      2,
    );
  }
  return { parts: [PARTS[part]], names };
}

async function runPart(part, { names, session, environment, reportDir }) {
  process.stdout.write(`\n${part.title}\n`);
  const reportFile = join(reportDir, `${part.reportVariable}.json`);
  const plain = part.command(names);
  const [command, ...args] = part.needsBus ? environment.withBus(plain) : plain;
  const env = { ...environment.env, [part.reportVariable]: reportFile };
  const child = startChild(command, args, { cwd: projectDir, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const end = await Promise.race([child.exit, session.stopRequest]);
  await stopChild(child, 5000, { wholeGroup: true });
  if (end === 'stopped') return { passed: 0, failed: 1, skipped: [] };
  return readCount(part, reportFile, end.code);
}

// A runner that ends badly without a failed test, or without a report, has failed all the same.
async function readCount(part, reportFile, code) {
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  const count = text === undefined ? { passed: 0, failed: 0, skipped: [] } : part.read(text);
  if (code !== 0 && count.failed === 0) {
    process.stdout.write(`\n${part.title}: the runner ended with exit code ${code}, counted as one failure.\n`);
    return { ...count, failed: 1 };
  }
  if (count.passed + count.failed > 0) return count;
  process.stdout.write(`\n${part.title}: not a single test ran, counted as one failure.\n`);
  return { ...count, failed: 1 };
}

// A test that passed only when it was tried again counts as passed, but is never passed over in silence.
function printFlaky(flaky) {
  if (flaky.length === 0) return;
  process.stdout.write(`\nPassed only when tried again:\n${flaky.map((name) => `  ${name}\n`).join('')}`);
}

function printSkipped(skipped) {
  if (skipped.length === 0) return;
  process.stdout.write(`\nSkipped:\n${skipped.map(({ name, reason }) => `  ${name}: ${reason}\n`).join('')}`);
}

await runMain(() =>
  runSession(async (session) => {
    const { parts, names } = readArguments(process.argv.slice(2));
    const environment = await prepareTests(session.own);
    const reportDir = await mkdtemp(join(tmpdir(), 'comfyui-manager-tests-'));
    session.own(() => rm(reportDir, { recursive: true, force: true }));
    const counts = [];
    for (const part of parts) counts.push(await runPart(part, { names, session, environment, reportDir }));
    const total = addCounts(counts);
    printSkipped(total.skipped);
    printFlaky(total.flaky);
    process.stdout.write(`\n${countLine(total)}\n`);
    return total.failed === 0 ? 0 : 1;
  }),
);
