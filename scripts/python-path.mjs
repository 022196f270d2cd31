// PATH without the scripts of a version manager.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

// Version managers (pyenv, asdf) put a script for each program of each version into one folder of PATH.
function holdsScripts(folder) {
  try {
    return readFileSync(join(folder, 'python3'), { encoding: 'latin1' }).startsWith('#!');
  } catch {
    return false;
  }
}

/**
 * PATH with the folder of the Python itself where one of a version manager leads to it. Its scripts start a shell and look for the version at each call, and uv,
 * which asks every Python of PATH what it is, calls a dozen of them: two seconds for what takes a fifth of one.
 * @param {string} [path]
 * @returns {{PATH?: string}} what to lay over the environment
 */
export function withoutShims(path = process.env.PATH ?? '') {
  const folders = path.split(delimiter);
  const ofScripts = folders.filter(holdsScripts);
  if (ofScripts.length === 0) return {};
  const asked = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
  if (asked.status !== 0) return {};
  const own = dirname(asked.stdout.trim());
  const plain = new Set(folders.map((folder) => (ofScripts.includes(folder) ? own : folder)));
  return { PATH: [...plain].join(delimiter) };
}
