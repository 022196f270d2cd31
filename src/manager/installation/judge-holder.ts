import { hostname } from 'node:os';
import { hasSystemCode } from '../../base/files/files';
import { readMachine } from '../../base/process/machine';
import { findProcess } from '../../base/process/process-table';
import type { Holder } from './lease-file';

/** What can be told of a holder at once. `unknown`: only watching its file tells. */
export type Life = 'alive' | 'dead' | 'unknown';

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process lives, and belongs to somebody else.
    return !hasSystemCode(error, 'ESRCH');
  }
}

/** Whether the ids of processes mean the same for that holder as for us: neither a host's name nor a process's id proves it where containers are. */
export async function isOfThisMachine({ machine, host }: Pick<Holder, 'machine' | 'host'>): Promise<boolean> {
  return machine !== null && host === hostname() && machine === (await readMachine());
}

/** An earlier version renews nothing, so that silence proves nothing: it counts as long as its process may be there. */
async function judgeEarlier({ pid, startedAt, host }: Holder): Promise<Life> {
  if (pid === process.pid || host !== hostname() || !isThere(pid)) return 'unknown';
  const row = await findProcess(pid);
  return row !== null && (startedAt === null || row.startedAt === startedAt) ? 'alive' : 'unknown';
}

/** Ids of the leases that this process has. A file with another one was left by it, where it could not be removed: on a disk that was away, in a folder that was moved. */
const ownLeases = new Set<string>();

/** Says that this process has a lease until the answer is called. */
export function noteOwnLease(id: string): () => void {
  ownLeases.add(id);
  return () => void ownLeases.delete(id);
}

/** Whether the process that wrote a file lives, where that is proven. One that somebody has stopped lives and says nothing, so it is watched. */
export async function judgeHolder(holder: Holder): Promise<Life> {
  if (holder.id === null) return judgeEarlier(holder);
  if (!(await isOfThisMachine(holder))) return 'unknown';
  if (holder.pid === process.pid && !ownLeases.has(holder.id)) return 'dead';
  if (!isThere(holder.pid)) return 'dead';
  const row = await findProcess(holder.pid);
  if (row === null || holder.startedAt === null) return 'unknown';
  if (row.startedAt !== holder.startedAt) return 'dead';
  return row.isStopped ? 'unknown' : 'alive';
}

let ownFacts: Promise<Pick<Holder, 'startedAt' | 'machine'>> | undefined;

/** What tells others that this process is the one that wrote a file; it costs a second on Windows, once. */
export function readOwnFacts(): Promise<Pick<Holder, 'startedAt' | 'machine'>> {
  return (ownFacts ??= Promise.all([findProcess(process.pid), readMachine()]).then(([row, machine]) => ({
    startedAt: row?.startedAt ?? null,
    machine,
  })));
}
