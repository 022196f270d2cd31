import { readFile } from 'node:fs/promises';
import { listNames } from '../files/files';

/** A process as the system lists it. */
export interface ProcessRow {
  pid: number;
  parent: number;
  /** The process group it belongs to; a process that leads one has its own id here. 0 on Windows, which has none. */
  group: number;
  /** When it was started, in the system's own words: together with the id it names one process for good. */
  startedAt: string;
  /** Whether somebody has stopped it, to be continued; false on Windows, which does not tell. */
  isStopped: boolean;
}

/** The fields of `/proc/<pid>/stat` behind the program's name, which may hold anything (proc_pid_stat(5)). */
function parseStat(pid: number, stat: string, boot: string): ProcessRow | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const ticks = fields[19];
  // A zombie has ended; only nobody has asked it yet how.
  if (ticks === undefined || state === 'Z') return null;
  const isStopped = state === 'T' || state === 't';
  return { pid, parent: Number(parent), group: Number(group), startedAt: `${boot} ${ticks}`, isStopped };
}

/** What names this start of the system (random(4)). */
export const readBootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();

async function readProcess(pid: number, boot: string): Promise<ProcessRow | null> {
  return parseStat(pid, await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''), boot);
}

/** Reads `/proc`, which every Linux has; a bare container has no `ps`. */
async function readProc(): Promise<ProcessRow[]> {
  const boot = await readBootId();
  const pids = (await listNames('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(pids.map((pid) => readProcess(pid, boot)));
  return rows.filter((row) => row !== null);
}

const psRow = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*)$/;
const psColumns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'lstart='].flatMap((column) => ['-o', column]);

async function askPs(): Promise<ProcessRow[]> {
  const { runProgram } = await import('./run');
  const { stdout } = await runProgram('ps', ['-A', ...psColumns], { timeoutMs: 5000 });
  const rows = stdout.split('\n').map((line) => psRow.exec(line));
  return rows
    .filter((row) => row !== null)
    .filter(([, , , , state]) => !state?.startsWith('Z'))
    .map(([, pid, parent, group, state = '', startedAt = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), group: Number(group) },
      startedAt: startedAt.trim(),
      isStopped: state.startsWith('T'),
    }));
}

const cimRow = /^(\d+) (\d+) (\d+)$/;
const cimScript =
  "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.Ticks }";

/** Lines of id, parent and time of creation; processes of the system itself have no such time. */
export function parseCimRows(output: string): ProcessRow[] {
  const rows = output.split(/\r?\n/).map((line) => cimRow.exec(line.trim()));
  return rows
    .filter((row) => row !== null)
    .map(([, pid, parent, startedAt = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), group: 0, startedAt },
      isStopped: false,
    }));
}

/** This is the only way that every Windows of today has; it takes about a second. */
async function askPowerShell(): Promise<ProcessRow[]> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', cimScript];
  const { runProgram } = await import('./run');
  const { stdout } = await runProgram('powershell.exe', args, { timeoutMs: 15_000 });
  return parseCimRows(stdout);
}

const readers: Partial<Record<NodeJS.Platform, () => Promise<ProcessRow[]>>> = {
  linux: readProc,
  win32: askPowerShell,
};

/** Every living process of this machine. Empty where the system does not tell. */
export async function listProcesses(): Promise<ProcessRow[]> {
  const list = readers[process.platform] ?? askPs;
  return list().catch(() => []);
}

/** One living process; null where there is none, or the system does not tell. On Linux it costs one small read, elsewhere as much as the list. */
export async function findProcess(pid: number): Promise<ProcessRow | null> {
  if (process.platform === 'linux')
    return readBootId().then(
      (boot) => readProcess(pid, boot),
      () => null,
    );
  return (await listProcesses()).find((row) => row.pid === pid) ?? null;
}

async function hasVariable(pid: number, entry: string): Promise<boolean> {
  // As it was when the program started; other people's processes keep theirs to themselves.
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(entry);
}

/** The living processes that were started with this value of an environment variable. Empty where only Linux tells. */
export async function listProcessesWith(variable: string, value: string): Promise<ProcessRow[]> {
  if (process.platform !== 'linux') return [];
  const rows = await listProcesses();
  const marked = await Promise.all(rows.map(({ pid }) => hasVariable(pid, `${variable}=${value}`)));
  return rows.filter((_, index) => marked[index]);
}
