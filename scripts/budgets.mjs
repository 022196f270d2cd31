// The budgets of the house: how long a file may be, and how it may be called.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectDir } from './project.mjs';

const MAX_LINES = 300;
const SPECIAL_LIMITS = {
  'main/main.ts': 60,
  'preload/preload.ts': 40,
  'main/compose.ts': 120,
  'main/window/ipc.ts': 100,
};
/** More than a drawer of this size holds, nobody finds again. Tests do not count: they stand beside what they test. */
const MAX_FILES = 30;
const PRODUCT = /^(src|main|preload|renderer)\/.*\.(ts|tsx|js|py|css)$/;
const NO_PRODUCT = /\.test\.tsx?$|\/(testing|fixtures|[a-z]+-fixtures)\/|\.d\.ts$/;
const CODE = /^(src|main|preload|renderer|e2e|scripts)\/.*\.(ts|tsx|mjs|cjs|js)$/;
// Tables of texts are as long as what they list.
const TABLES = /^renderer\/texts\//;
const FIXTURES = /\/fixtures\//;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;
const FORBIDDEN_NAMES = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'types',
  'constants',
  'shared',
  'service',
  'index',
]);

/** Whether a file is production: no test, and nothing that only tests use. @param {string} file */
export function isProduct(file) {
  return PRODUCT.test(file) && !NO_PRODUCT.test(file);
}

/** The files of a list that have a budget. */
export function selectCode(files) {
  return files.filter((file) => CODE.test(file) && !FIXTURES.test(file));
}

/** What is wrong with one file, in sentences. @param {string} file @param {string} text @returns {string[]} */
export function checkFile(file, text) {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const limit = TABLES.test(file) ? Infinity : (SPECIAL_LIMITS[file] ?? MAX_LINES);
  return [
    ...(lines > limit ? [`${file}: ${lines} lines, the budget is ${limit}`] : []),
    ...checkName(basename(file)).map((problem) => `${file}: ${problem}`),
  ];
}

function checkName(name) {
  const stem = name.split('.')[0];
  if (!KEBAB_CASE.test(name.replace(/^default_/, ''))) return ['file names are kebab-case'];
  if (FORBIDDEN_NAMES.has(stem)) return [`"${stem}" says nothing about what is inside`];
  if (stem.endsWith('-manager')) return ['"-manager" says nothing: name what it does'];
  return [];
}

/** Folders that hold too many files of the product, in sentences. @param {readonly string[]} files @returns {string[]} */
export function checkFolders(files) {
  const counts = new Map();
  for (const file of files) {
    if (!isProduct(file)) continue;
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MAX_FILES)
    .map(([folder, count]) => `${folder}: ${count} files of its own, the budget is ${MAX_FILES}: sort them by idea`);
}

/** Checks all given files. @returns {import('./reports.mjs').Finding} */
export function checkBudgets(files) {
  const code = selectCode(files);
  return {
    seen: code.length,
    problems: [
      ...code.flatMap((file) => checkFile(file, readFileSync(join(projectDir, file), 'utf8'))),
      ...checkFolders(files),
    ],
  };
}
