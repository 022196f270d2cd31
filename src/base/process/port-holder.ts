import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { listNames } from '../files/files';
import { parseLsof, parseNetstat, parseProcNet, parseTasklist, type Listener } from './parse-listening-sockets';
import { runProgram } from './run';

/** The program that listens on a port, as far as the system tells: it keeps other people's processes to itself. */
export interface ListeningProgram {
  pid: number | null;
  /** Its file name, e.g. `python3.12`. */
  name: string | null;
}

interface FoundListener extends Listener {
  pid: number | null;
  name: string | null;
}

const unknown: ListeningProgram = { pid: null, name: null };
const askTimeoutMs = 5000;

/** Each process has a folder of its open files; a socket is a link to `socket:[inode]` (proc_pid_fd(5)). */
async function ownsSocket(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const wanted = `socket:[${inode}]`;
  const names = await listNames(folder).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.includes(wanted);
}

async function readProgramName(pid: number): Promise<string | null> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  // The link of a program that an update has replaced while it runs ends in `(deleted)`.
  const name = basename(program.replace(/ \(deleted\)$/, ''));
  if (name !== '') return name;
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() || null;
}

/** The oldest process that has the socket: what it started may have inherited it. */
async function findOwner(inode: string): Promise<ListeningProgram> {
  const pids = (await listNames('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids.sort((a, b) => a - b))
    if (await ownsSocket(pid, inode)) return { pid, name: await readProgramName(pid) };
  return unknown;
}

async function askProc(port: number): Promise<FoundListener[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const sockets = tables.flatMap((table) => parseProcNet(table, port));
  return Promise.all(sockets.map(async ({ address, inode }) => ({ address, ...(await findOwner(inode)) })));
}

async function askLsof(port: number): Promise<FoundListener[]> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpcn'];
  const { stdout } = await runProgram('lsof', args, { timeoutMs: askTimeoutMs, expectedCodes: [1] });
  return parseLsof(stdout);
}

async function askNetstat(port: number): Promise<FoundListener[]> {
  const { stdout } = await runProgram('netstat', ['-ano'], { timeoutMs: askTimeoutMs });
  return Promise.all(
    parseNetstat(stdout, port).map(async ({ address, pid }) => {
      const args = ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'];
      const named = await runProgram('tasklist', args, { timeoutMs: askTimeoutMs }).catch(() => null);
      return { address, pid, name: named === null ? null : parseTasklist(named.stdout, pid) };
    }),
  );
}

const readers: Partial<Record<NodeJS.Platform, (port: number) => Promise<FoundListener[]>>> = {
  linux: askProc,
  darwin: askLsof,
  win32: askNetstat,
};

/** Listeners that a connection to `host` would reach, the most exact one first: on one port several addresses can be taken. */
function chooseListener(listeners: readonly FoundListener[], host: string): FoundListener | undefined {
  const wildcards = host.includes(':') ? ['::'] : ['0.0.0.0', '::'];
  for (const address of [host, ...wildcards]) {
    const found = listeners.find((listener) => listener.address === address);
    if (found) return found;
  }
  return undefined;
}

/**
 * Who listens on a port of this machine. `host`: the address that is asked about, e.g. `127.0.0.1` or `::1`. Null when nobody does; both
 * facts null when the system does not say who. Never throws, and never guesses.
 */
export async function findListeningProgram(port: number, host: string): Promise<ListeningProgram | null> {
  const read = readers[process.platform];
  if (read === undefined) return unknown;
  try {
    const found = chooseListener(await read(port), host);
    return found === undefined ? null : { pid: found.pid, name: found.name };
  } catch {
    return unknown;
  }
}
