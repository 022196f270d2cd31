// What must never get into the repository: the host of somebody's registry, the path of somebody's checkout, a skip that says nothing,
// a document that is named and not there, a stranger at the top.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUnknownNames } from './named-documents.mjs';
import { projectDir } from './project.mjs';

const MAX_BYTES = 4 << 20;

/** Complaints about addresses in a lock file: npm then asks whatever registry the user has configured. */
export function checkLockFile(text) {
  const { packages } = JSON.parse(text);
  return Object.entries(packages)
    .filter(([, { resolved }]) => /^[a-z+]+:\/\//.test(resolved ?? ''))
    .map(
      ([name, { resolved }]) =>
        `package-lock.json: ${name} names a host (${resolved}); keep omit-lockfile-registry-resolved in .npmrc`,
    );
}

/** Numbers of the lines that hold the path; a longer name that begins with it is another path. */
export function findPathLines(text, path) {
  const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\w.-])${escaped}(?![\\w-])`);
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

const VITEST_FILE = /^(src|main|preload|renderer|e2e|scripts)\/.*\.test\.(ts|tsx|mjs)$/;
const SILENT_SKIP = /\b(?:it|test|describe)(?:\.\w+)*\.(?:skipIf|runIf|skip)\(/;

/** Lines of a unit test that skip without a reason: Vitest's own conditions take none, and a summary without reasons is read by nobody. */
export function findSilentSkips(file, text) {
  if (!VITEST_FILE.test(file)) return [];
  return text
    .split('\n')
    .flatMap((line, index) => (SILENT_SKIP.test(line) && !/['"`].*\.skip/.test(line) ? [index + 1] : []));
}

/**
 * What lies at the top of the repository: the folders of the house, and the files that tools and people look for there. A clone's first page is read by
 * everybody, so each name on it has to be worth that.
 */
const TOP_FOLDERS = new Set([
  ...['src', 'main', 'preload', 'renderer', 'assets', 'e2e', 'scripts', 'docs'],
  ...['.ci', '.githooks', '.github'],
]);
const TOP_FILES = new Set([
  ...['README.md', 'LICENSE', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'electron.vite.config.ts', 'electron-builder.yml', 'vitest.config.ts'],
  ...[
    'eslint.config.js',
    '.oxlintrc.json',
    'knip.json',
    '.dependency-cruiser.cjs',
    '.prettierrc',
    '.prettierignore',
    '.editorconfig',
  ],
  ...['.gitattributes', '.gitignore', '.npmrc', '.nvmrc'],
]);

/** Names at the top of the repository that are none of those. */
export function findStrangers(files) {
  const names = new Set(
    files.map((file) => file.split('/').slice(0, 2)).map(([top, below]) => (below === undefined ? top : `${top}/`)),
  );
  return [...names].filter((name) => (name.endsWith('/') ? !TOP_FOLDERS.has(name.slice(0, -1)) : !TOP_FILES.has(name)));
}

/** Checks all given files. @returns {import('./reports.mjs').Finding} */
export function checkRepository(files) {
  const lock = files.includes('package-lock.json') ? checkLockFile(readText('package-lock.json')) : [];
  const paths = files.flatMap((file) =>
    findPathLines(readText(file), projectDir).map((line) => `${file}:${line} holds the path of this checkout`),
  );
  const skips = files.flatMap((file) =>
    findSilentSkips(file, readText(file)).map(
      (line) => `${file}:${line} skips without a reason: use onlyWhere of src/base/testing`,
    ),
  );
  const names = files.flatMap((file) => findUnknownNames(file, readText(file)));
  const strangers = findStrangers(files).map(
    (name) =>
      `${name} is new at the top of the repository: put it into a folder, or name it in scripts/repository-rules.mjs`,
  );
  return { seen: files.length, problems: [...lock, ...paths, ...skips, ...names, ...strangers] };
}

function readText(file) {
  const bytes = readFileSync(join(projectDir, file));
  return bytes.length > MAX_BYTES || bytes.includes(0) ? '' : bytes.toString('utf8');
}
