// The steps of `npm run check`: each runs one tool and tells how much it saw and what it found.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkBudgets } from './budgets.mjs';
import { checkWorkflows } from './check-workflows.mjs';
import { FALLBACK_VERSION, isFallbackUsed } from './electron-runtime.mjs';
import { checkOldTypes } from './electron-types.mjs';
import { listProjectFiles, listStagedFiles } from './project-files.mjs';
import { checkDocuments } from './docs/check-documents.mjs';
import { checkDocument } from './openapi.mjs';
import { projectDir } from './project.mjs';
import { readCruise, readEslint, readOxlint, readTypes, readVitest } from './reports.mjs';
import { checkRepository } from './repository-rules.mjs';
import { runTool } from './run-tool.mjs';

/** @typedef {{name: string, run: () => Promise<import('./reports.mjs').Finding>}} Step */

const FORMATTED = /\.(ts|tsx|mjs|cjs|js|json|css|html|md|yml|yaml)$|^\.prettierrc$/;
const LINTED = /\.(ts|tsx|mjs|cjs|js)$/;
const TYPED = /^(src|main|preload|renderer|e2e)\/.*\.tsx?$/;
// What the published document says comes from here.
const PUBLISHED = /^(src\/(contract|server)\/|docs\/openapi\.yaml$)/;
// What pages speak of, and the pages.
const DOCUMENTED = /\.md$|^src\/contract\/|^package\.json$|^docs\/openapi\.yaml$|^scripts\/(docs\/|start-arguments)/;
const WORKFLOW = /^\.github\/workflows\//;
const FOLDERS = ['src', 'main', 'preload', 'renderer', 'e2e'];
const TYPE_PROJECTS = ['src', 'src/contract', 'src/workflow-files', 'main', 'preload', 'renderer', 'e2e'];
// Beside the checkout's own files, so that two checkouts with one node_modules never read each other's.
const cacheDir = '.cache';

/** All steps, the long ones first. @returns {Step[]} */
export function allSteps() {
  const [longest, ...others] = staticSteps();
  return [longest, { name: 'unit tests', run: runUnitTests }, ...others];
}

/** What is found without running the program. @returns {Step[]} */
export function staticSteps() {
  const files = listProjectFiles();
  return [
    { name: 'lint', run: () => lint(['.']) },
    { name: 'lint by types', run: () => lintByTypes(FOLDERS) },
    ...typeSteps(files),
    { name: 'format', run: () => checkFormat(files) },
    { name: 'folder rules', run: checkFolders },
    { name: 'unused code', run: findUnused },
    { name: 'published contract', run: checkDocument },
    { name: 'budgets', run: async () => checkBudgets(files) },
    { name: 'repository', run: async () => checkRepository(files) },
    { name: 'workflows', run: () => checkWorkflows() },
    { name: 'documents', run: () => checkDocuments(files) },
  ];
}

/** The steps for a commit: format and lint of what it changes, types and folder rules of the whole. @returns {Step[]} */
export function stagedSteps() {
  const staged = listStagedFiles();
  const linted = staged.filter((file) => LINTED.test(file));
  const typed = staged.filter((file) => TYPED.test(file));
  const formatted = staged.filter((file) => FORMATTED.test(file));
  return [
    ...(linted.length > 0
      ? [
          { name: 'lint', run: () => lint(linted) },
          { name: 'types', run: checkTypes },
        ]
      : []),
    ...(typed.length > 0 ? [{ name: 'lint by types', run: () => lintByTypes(typed) }] : []),
    ...(linted.length > 0 ? [{ name: 'folder rules', run: checkFolders }] : []),
    ...(staged.some((file) => PUBLISHED.test(file)) ? [{ name: 'published contract', run: checkDocument }] : []),
    ...(formatted.length > 0 ? [{ name: 'format', run: () => checkFormat(formatted) }] : []),
    ...(linted.length > 0 ? [{ name: 'budgets', run: async () => checkBudgets(listProjectFiles()) }] : []),
    { name: 'repository', run: async () => checkRepository(staged) },
    ...(staged.some((file) => DOCUMENTED.test(file))
      ? [{ name: 'documents', run: () => checkDocuments(listProjectFiles()) }]
      : []),
    ...(staged.some((file) => WORKFLOW.test(file)) ? [{ name: 'workflows', run: () => checkWorkflows() }] : []),
  ];
}

// A tool that failed without a finding has something else to say, and that counts.
function withFailure({ seen, problems }, { code, stdout, stderr }) {
  if (code === 0 || problems.length > 0) return { seen, problems };
  return { seen, problems: [`${stdout}\n${stderr}`.trim().slice(-2000) || `ended with exit code ${code}`] };
}

function parseReport(read, result) {
  try {
    return read(result.stdout);
  } catch {
    return { seen: 0, problems: [`${result.stdout.slice(0, 500)}\n${result.stderr}`.trim().slice(-2000)] };
  }
}

async function lint(targets) {
  const cache = ['--cache', '--cache-location', `${cacheDir}/eslint/`, '--cache-strategy', 'content'];
  const result = await runTool('eslint/bin/eslint.js', [
    ...['--format', 'json', '--max-warnings', '0', '--no-warn-ignored', ...cache],
    ...targets,
  ]);
  return withFailure(
    parseReport((json) => readEslint(json, projectDir), result),
    result,
  );
}

async function lintByTypes(targets) {
  const result = await runTool('oxlint/bin/oxlint', ['--format', 'json', '--deny-warnings', ...targets]);
  return withFailure(parseReport(readOxlint, result), result);
}

// One build of all projects: each file is checked once, and a project that did not change is not read again. The compiler is TypeScript 7, which takes a
// quarter of the time; what asks a compiler by its API (the folder rules) has TypeScript 6. In one thread it takes half the processor and is no slower.
async function checkTypes() {
  const result = await runTool('typescript-native/bin/tsc', [
    ...['-b', '--verbose', '--pretty', 'false', '--singleThreaded'],
    ...TYPE_PROJECTS,
  ]);
  const records = await Promise.all(
    TYPE_PROJECTS.map(async (project) => {
      const file = join(projectDir, cacheDir, 'types', `${basename(project)}.tsbuildinfo`);
      return { project, text: await readFile(file, 'utf8').catch(() => '') };
    }),
  );
  return withFailure(
    readTypes(result.stdout, { records, files: listProjectFiles().filter((file) => TYPED.test(file)) }),
    result,
  );
}

function typeSteps(files) {
  const types = { name: 'types', run: checkTypes };
  // Only where that runtime is the one in use: elsewhere nothing of ours ever meets it.
  if (!isFallbackUsed()) return [types];
  let markBuilt;
  const built = new Promise((resolve) => (markBuilt = resolve));
  return [
    { ...types, run: () => checkTypes().finally(markBuilt) },
    { name: `Electron ${FALLBACK_VERSION}`, run: () => built.then(() => checkOldTypes(files)) },
  ];
}

async function checkFormat(files) {
  const targets = files.filter((file) => FORMATTED.test(file));
  const cache = ['--cache', '--cache-location', `${cacheDir}/prettier/.prettier-cache`];
  const result = await runTool('prettier/bin/prettier.cjs', ['--list-different', ...cache, '--', ...targets]);
  const problems = result.stdout.split('\n').filter(Boolean);
  return withFailure({ seen: targets.length, problems: problems.map((file) => `${file} (npm run format)`) }, result);
}

async function checkFolders() {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...FOLDERS];
  const result = await runTool('dependency-cruiser/bin/dependency-cruise.mjs', args);
  return withFailure(parseReport(readCruise, result), result);
}

async function findUnused() {
  const args = ['--no-progress', '--treat-config-hints-as-errors', '--reporter', 'compact'];
  const result = await runTool('knip/bin/knip.js', args);
  const problems = result.stdout.split('\n').filter(Boolean);
  return withFailure({ seen: listProjectFiles().length, problems }, result);
}

async function runUnitTests() {
  const folder = await mkdtemp(join(tmpdir(), 'comfyui-manager-check-'));
  try {
    const file = join(folder, 'count.json');
    const reporters = ['--reporter=dot', `--reporter=${join(projectDir, 'scripts', 'vitest-count.mjs')}`];
    const scope = ['src', 'main', 'preload', 'renderer', 'scripts', '--exclude', '**/*.slow.test.ts'];
    const result = await runTool('vitest/vitest.mjs', ['run', ...reporters, ...scope], { VITEST_COUNT_FILE: file });
    const none = '{"passed":0,"failed":["no test told of itself"],"skipped":[]}';
    const { passed, failed } = readVitest(await readFile(file, 'utf8').catch(() => none));
    const problems = failed.length > 0 ? [...failed, `${result.stdout}\n${result.stderr}`.trim().slice(-6000)] : [];
    return withFailure({ seen: passed + failed.length, problems }, result);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
