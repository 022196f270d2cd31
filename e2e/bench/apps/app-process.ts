import { readFile } from 'node:fs/promises';
import { isBelow, readParents } from './process-tree';

/** One process of the app, looked at from outside. */
export interface AppProcess {
  /** The memory it holds now, in MB. */
  read(): Promise<number>;
  /** The processor time it has used, in seconds. */
  readProcessorTime(): Promise<number>;
}

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

const sampleEveryMs = 100;

/** Finds Electron's main process below the start command. Null where there is no `/proc`. */
export async function findMainProcess(startPid: number): Promise<AppProcess | null> {
  const parents = await readParents().catch(() => null);
  if (parents === null) return null;
  for (const pid of parents.keys()) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const isMain = command.includes('--user-data-dir') && !command.includes('--type=') && /electron/i.test(command);
    // The start script names the folder as well; it runs on Node.
    if (isMain && pid !== startPid && isBelow(pid, startPid, parents) && !command.includes('start.mjs')) {
      return { read: () => readResidentMb(pid), readProcessorTime: () => readProcessorTime(pid) };
    }
  }
  return null;
}

/** The most that a process held while `work` ran, above what it held before, in MB. */
export async function measureGrowth(memory: AppProcess, work: () => Promise<void>): Promise<number> {
  const before = await memory.read();
  let most = before;
  const end = new AbortController();
  const watching = (async () => {
    for (; !end.signal.aborted; await new Promise((done) => setTimeout(done, sampleEveryMs))) {
      most = Math.max(most, await memory.read());
    }
  })();
  try {
    await work();
  } finally {
    end.abort();
    await watching;
  }
  return most - before;
}

async function readResidentMb(pid: number): Promise<number> {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** The processor time that a process has used, in seconds. Linux only. */
export async function readProcessorTime(pid: number): Promise<number> {
  const [, user = '0', system = '0'] =
    /\) \S(?: \S+){10} (\d+) (\d+)/.exec(await readFile(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return (Number(user) + Number(system)) / ticksPerSecond;
}
