// What must never get into the repository: the host of somebody's registry, the path of somebody's checkout.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Checks all given files. @returns {import('./reports.mjs').Finding} */
export function checkRepository(files) {
  const lock = files.includes('package-lock.json') ? checkLockFile(readText('package-lock.json')) : [];
  const paths = files.flatMap((file) =>
    findPathLines(readText(file), projectDir).map((line) => `${file}:${line} holds the path of this checkout`),
  );
  return { seen: files.length, problems: [...lock, ...paths] };
}

function readText(file) {
  const bytes = readFileSync(join(projectDir, file));
  return bytes.length > MAX_BYTES || bytes.includes(0) ? '' : bytes.toString('utf8');
}
