import { readFile } from 'node:fs/promises';
import { listNames } from './files';
import { runProgram } from './run';

/** A process as the system lists it. */
export interface ProcessRow {
  pid: number;
  parent: number;
  /** The process group it belongs to; a process that leads one has its own id here. */
  group: number;
  /** When it was started, in the system's own words: together with the id it names one process for good. */
  startedAt: string;
}

/** The fields of `/proc/<pid>/stat` behind the program's name, which may hold anything (proc_pid_stat(5)). */
function parseStat(pid: number, stat: string, boot: string): ProcessRow | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const ticks = fields[19];
  // A zombie has ended; only nobody has asked it yet how.
  if (ticks === undefined || state === 'Z') return null;
  return { pid, parent: Number(parent), group: Number(group), startedAt: `${boot} ${ticks}` };
}

/** Reads `/proc`, which every Linux has; a bare container has no `ps`. */
async function readProc(): Promise<ProcessRow[]> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const pids = (await listNames('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return parseStat(pid, stat, boot);
    }),
  );
  return rows.filter((row) => row !== null);
}

const psRow = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*)$/;
const psColumns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'lstart='].flatMap((column) => ['-o', column]);

async function askPs(): Promise<ProcessRow[]> {
  const { stdout } = await runProgram('ps', ['-A', ...psColumns], { timeoutMs: 5000 });
  const rows = stdout.split('\n').map((line) => psRow.exec(line));
  return rows
    .filter((row) => row !== null)
    .filter(([, , , , state]) => !state?.startsWith('Z'))
    .map(([, pid, parent, group, , startedAt = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), group: Number(group) },
      startedAt: startedAt.trim(),
    }));
}

/** Every living process of this machine. Empty on Windows, which knows no process groups, and where the system does not tell. */
export async function listProcesses(): Promise<ProcessRow[]> {
  if (process.platform === 'win32') return [];
  const list = process.platform === 'linux' ? readProc : askPs;
  return list().catch(() => []);
}
