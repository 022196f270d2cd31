// The processes of this system as /proc tells of them; on other systems it tells of none.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/**
 * @returns {Map<number, {parent: number, time: number, startedAt: string}>} all that live, each by its id with that of its parent, its processor time in ticks of
 *   the system, and when it began: an id is given again after a while
 */
export function readProcesses() {
  const names = hasProc ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return new Map(names.flatMap((name) => readProcess(Number(name))));
}

function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // What has ended and was not yet asked for is nobody any more.
    if (fields[0] === 'Z') return [];
    const time = Number(fields[11]) + Number(fields[12]);
    return [[pid, { parent: Number(fields[1]), time, startedAt: fields[19] }]];
  } catch {
    return [];
  }
}

/**
 * @param {Iterable<number>} roots
 * @param {ReturnType<typeof readProcesses>} all
 * @returns {Set<number>} the roots, and all that they and theirs have started; what has lost its parent before is not among them
 */
export function withDescendants(roots, all) {
  const found = new Set(roots);
  let before;
  do {
    before = found.size;
    for (const [pid, { parent }] of all) if (found.has(parent)) found.add(pid);
  } while (found.size > before);
  return found;
}

/** @param {number} root @returns {Map<number, string>} `root` and all below it, each with when it began */
export function readTree(root) {
  const all = readProcesses();
  const living = all.has(root) ? [...withDescendants([root], all)] : [];
  return new Map(living.map((pid) => [pid, all.get(pid).startedAt]));
}

/** Kills those of a tree that are still there. @param {Map<number, string>} tree */
export function killLeft(tree) {
  for (const [pid, { startedAt }] of readProcesses()) if (tree.get(pid) === startedAt) signal(pid, 'SIGKILL');
}

/** @returns {boolean} whether there was somebody to hear it */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
