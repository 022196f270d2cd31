import { readdir, readFile } from 'node:fs/promises';
import { isBelow, readParents } from '../bench/apps/process-tree';

/** Linux tells the command line of each process, words ended by NUL. */
async function readCommand(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
}

/** Everything that runs below a process, itself left out. */
export async function listBelow(ancestor: number): Promise<number[]> {
  const parents = await readParents();
  return [...parents.keys()].filter((pid) => pid !== ancestor && isBelow(pid, ancestor, parents));
}

/** The programs that change something for the app: git, uv, pip, and a pack's install.py. */
const workers = /(^|\/)(git|uv)( |$)|-m pip |install\.py/;

/** A worker below the app, as soon as there is one; null when none came in time. */
export async function findWorker(appPid: number, signal: AbortSignal): Promise<number | null> {
  while (!signal.aborted) {
    for (const pid of await listBelow(appPid)) if (workers.test(await readCommand(pid))) return pid;
    await new Promise((done) => setTimeout(done, 4));
  }
  return null;
}

/** Sends a signal; a process that is gone already is no matter. A negative number is a group. */
export function signalIfThere(pid: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Kills it, if it is there. */
export function killHard(pid: number): void {
  signalIfThere(pid, 'SIGKILL');
}

/** Processes whose command names this folder and that no living app is above of: what a killed app left running. */
export async function listOrphans(folder: string, livingApp: number | null): Promise<string[]> {
  const parents = await readParents();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (pid === process.pid || (livingApp !== null && isBelow(pid, livingApp, parents))) return [];
      const command = await readCommand(pid);
      return command.includes(folder) && !command.includes('--user-data-dir') ? [`${pid}: ${command.trim()}`] : [];
    }),
  );
  return found.flat();
}
