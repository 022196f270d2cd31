import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { listProcesses, listProcessesWith, type ProcessRow } from '../../../base/process/process-table';
import { signalTree } from '../../../base/process/run';

/** A process at the head of a group of its own; the time it was started tells it from a later owner of its id. */
export interface EscapedProcess {
  pid: number;
  startedAt: string;
}

/** A name for one run, which stands in the environment of everything it starts (`endMarked`): a file below the app's own folder. */
export function nameSession(desktopDir: string): string {
  return join(desktopDir, `comfyui-session-${randomUUID().slice(0, 8)}`);
}

function familyOf(pid: number, rows: readonly ProcessRow[]): ReadonlySet<number> {
  const family = new Set([pid]);
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const row of rows) if (family.has(row.parent)) family.add(row.pid);
  }
  return family;
}

/** The ids of a program and of everything that it started, itself or through its children. */
export async function readFamily(pid: number): Promise<ReadonlySet<number>> {
  return familyOf(pid, await listProcesses());
}

/**
 * Finds what the program `pid` started (itself or through its children) and what leads a process group of its own since: a signal to
 * the program's group does not reach it. To be asked while the program lives; afterwards nothing tells whose child it was. On Windows
 * the tree is ended as a tree, and nothing is found here.
 */
export async function findEscapedProcesses(pid: number): Promise<EscapedProcess[]> {
  if (process.platform === 'win32') return [];
  const rows = await listProcesses();
  const family = familyOf(pid, rows);
  return rows.filter((row) => row.pid !== pid && family.has(row.pid) && row.group === row.pid);
}

/** How living processes can be known again later; null for one that is gone, or when nothing on this system tells. */
export async function identifyProcesses(pids: readonly number[]): Promise<(EscapedProcess | null)[]> {
  const rows = await listProcesses();
  return pids.map((pid) => {
    const row = rows.find((found) => found.pid === pid);
    return row === undefined ? null : { pid, startedAt: row.startedAt };
  });
}

/** Ends those that still live, with their groups. */
export async function endEscapedProcesses(escaped: readonly EscapedProcess[]): Promise<void> {
  if (escaped.length === 0) return;
  const now = new Map((await listProcesses()).map((row) => [row.pid, row.startedAt]));
  for (const { pid, startedAt } of escaped) if (now.get(pid) === startedAt) signalTree(pid, 'SIGKILL');
}

/** The variable by which a command line tool of ComfyUI's authors, and this app, mark what they start (docs/reference/on-disk.md 18). */
export const sessionVariable = '__COMFY_CLI_SESSION__';

/**
 * Ends everything that a run started and that outlived it: its session file is in the environment they inherited. To be called once the
 * run itself has ended. Linux tells environments; elsewhere nothing is found.
 */
export async function endMarked(sessionFile: string): Promise<void> {
  const groups = new Set((await listProcessesWith(sessionVariable, sessionFile)).map(({ group }) => group));
  for (const group of groups) signalTree(group, 'SIGKILL');
}
