// npm run torture -- [--runs N] [--seed S] [--tool uv|pip] [--only RUN]: kills the real app, or what works for it, in the middle of random
// tasks, starts it again, and compares everything on disk with what the app claims. Both installers at once, unless one is named.
// `--power-cut N` cuts the power in place of killing; `--environments N` has tasks about Python environments.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { whyNoOwnDisk } from './own-disk.mjs';
import { projectDir, runMain, say } from './project.mjs';
import { addCounts, countLine, failedLines, readTorture } from './reports.mjs';
import { runSession } from './session.mjs';
import { prepareTests } from './test-environment.mjs';
import { printList } from './test-parts.mjs';
import { readTortureArguments } from './torture-arguments.mjs';

/** The script of the runs that are wanted, and how many there are. */
function scriptFor({ runs, cuts, environments }) {
  if (environments !== undefined) return ['environment-runs.ts', environments];
  return cuts === undefined ? ['torture.ts', runs] : ['power-cuts.ts', cuts];
}

async function runTool({ tool, wanted, session, environment, reportDir }) {
  const file = join(reportDir, `${tool}.json`);
  const { seed, only } = wanted;
  const [script, count] = scriptFor(wanted);
  const worker = [process.execPath, '--import', 'tsx', join(projectDir, 'e2e', 'torture', script)];
  const words = [file, tool, String(count), String(seed), ...(only === undefined ? [] : [only])];
  const [command, ...args] = environment.withBus([...worker, ...words]);
  const stdio = ['ignore', 'inherit', 'inherit'];
  const child = startChild(command, args, { cwd: projectDir, env: environment.env, stdio });
  const end = await Promise.race([child.exit, session.stopRequest]);
  await stopChild(child, 5000, { wholeGroup: true });
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return readTorture(text);
  const how = end === 'stopped' ? 'stopped' : `ended with exit code ${end.code} before its report was written`;
  return { passed: 0, failed: [`torture with ${tool}: ${how}`], skipped: [] };
}

function whyNot({ cuts }) {
  if (process.platform !== 'linux') return 'it finds the processes to kill in /proc, which only Linux has';
  const reason = cuts === undefined ? undefined : whyNoOwnDisk();
  return reason && `a power cut needs a disk of its own in a file, and there is none here (${reason})`;
}

async function main() {
  const wanted = readTortureArguments(process.argv.slice(2));
  const reason = whyNot(wanted);
  if (reason !== undefined) {
    say(`torture: ${reason}; nothing was run`);
    process.stdout.write('0 passed, 0 failed, 1 skipped\n');
    return 0;
  }
  return runSession(async (session) => {
    const environment = await prepareTests(session.own);
    const reportDir = await mkdtemp(join(tmpdir(), 'comfyui-manager-torture-report-'));
    session.own(() => rm(reportDir, { recursive: true, force: true }));
    const counts = await Promise.all(
      wanted.tools.map((tool) => runTool({ tool, wanted, session, environment, reportDir })),
    );
    const total = addCounts(counts);
    printList('Failed', failedLines(total, 1));
    process.stdout.write(`\n${countLine(total)}\n`);
    return total.failed.length === 0 ? 0 : 1;
  });
}

await runMain(main);
