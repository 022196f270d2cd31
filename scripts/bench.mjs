// npm run bench -- [--only NAME] [--json FILE]: measures what we claim, on the built app, and says where it is missed.
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startChild, stopChild } from './children.mjs';
import { isMainModule, projectDir, runMain } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { runSession } from './session.mjs';
import { prepareTests } from './test-environment.mjs';

const benchDir = join(projectDir, 'e2e', 'bench');

/**
 * @typedef {{name: string, p50: number, p95: number, unit: string, target: number, ok: boolean}} Row
 * A module e2e/bench/NAME.bench.ts exports `async function bench(): Promise<Row[]>`.
 */

/** The table a person reads. @param {Row[]} rows */
export function formatTable(rows) {
  const cells = rows.map(({ name, p50, p95, unit, target, ok }) => [
    ...[name, `${round(p50)} ${unit}`, `${round(p95)} ${unit}`, `${round(target)} ${unit}`, ok ? 'ok' : 'MISSED'],
  ]);
  const table = [['', 'p50', 'p95', 'target', ''], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column], column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell, width, column) {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function round(value) {
  return Number(value.toPrecision(3));
}

/** Complaints about a row that does not have the agreed form. */
export function checkRow(row) {
  const wanted = { name: 'string', p50: 'number', p95: 'number', unit: 'string', target: 'number', ok: 'boolean' };
  return Object.entries(wanted)
    .filter(([key, type]) => typeof row[key] !== type)
    .map(([key, type]) => `${row.name ?? 'a row'}: ${key} should be a ${type}`);
}

function describeMachine({ electron, chrome, node: appNode }) {
  const [cpu] = cpus();
  return {
    ...{ electron, chrome, appNode },
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

const USAGE = `Usage: npm run bench [-- [--only NAME] [--json FILE]]
  --only NAME  one module, e2e/bench/NAME.bench.ts
  --json FILE  keeps the rows and the machine they were measured on`;

function readArguments() {
  try {
    const options = { json: { type: 'string' }, only: { type: 'string' } };
    const { json, only } = parseArgs({ options, strict: true }).values;
    return { only, jsonFile: json && resolve(process.env.INIT_CWD ?? process.cwd(), json) };
  } catch (error) {
    throw new ScriptError(error.message, USAGE, 2);
  }
}

/**
 * The modules to run out of the names in e2e/bench: all of them, or the one that was asked for.
 * @param {string[]} fileNames
 * @param {string} [only] NAME of NAME.bench.ts
 * @throws {ScriptError} exit code 2, naming what there is
 */
export function chooseModules(fileNames, only) {
  const suffix = '.bench.ts';
  const names = fileNames.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
  if (names.length === 0)
    throw new ScriptError('There is nothing to measure in e2e/bench.', 'Add a NAME.bench.ts there.');
  if (only !== undefined && !names.includes(only))
    throw new ScriptError(`--only: there is no benchmark "${only}".`, `There are: ${names.sort().join(', ')}.`, 2);
  const chosen = only === undefined ? names.sort() : [only];
  return chosen.map((name) => `${name}${suffix}`);
}

function listModules(only) {
  const fileNames = existsSync(benchDir) ? readdirSync(benchDir) : [];
  return chooseModules(fileNames, only).map((name) => join(benchDir, name));
}

async function runModules(session, modules) {
  const { env, withBus, versions } = await prepareTests(session.own);
  const workDir = await mkdtemp(join(tmpdir(), 'comfyui-manager-bench-'));
  session.own(() => rm(workDir, { recursive: true, force: true }));
  const rowsFile = join(workDir, 'rows.json');
  const worker = join(projectDir, 'scripts', 'bench-worker.mjs');
  const [command, ...args] = withBus([process.execPath, '--import', 'tsx', worker, rowsFile, ...modules]);
  const child = startChild(command, args, { cwd: projectDir, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const end = await Promise.race([child.exit, session.stopRequest]);
  await stopChild(child, 5000, { wholeGroup: true });
  if (end === 'stopped') return undefined;
  if (end.code !== 0) throw new ScriptError('A benchmark failed.', 'Its own message stands above.');
  return { rows: JSON.parse(await readFile(rowsFile, 'utf8')), machine: describeMachine(versions) };
}

async function bench() {
  const { only, jsonFile } = readArguments();
  const modules = listModules(only);
  const measured = await runSession((session) => runModules(session, modules));
  if (measured === undefined) return 1;
  const { rows, machine } = measured;
  const malformed = rows.flatMap(checkRow);
  if (malformed.length > 0) throw new ScriptError(malformed.join('\n'), 'See the type Row in scripts/bench.mjs.');
  process.stdout.write(`\n${formatTable(rows)}\n`);
  if (jsonFile !== undefined) await writeFile(jsonFile, `${JSON.stringify({ rows, machine }, null, 2)}\n`);
  return rows.length > 0 && rows.every(({ ok }) => ok) ? 0 : 1;
}

if (isMainModule(import.meta.url)) await runMain(bench);
