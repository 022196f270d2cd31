import { readdir, readFile, readlink } from 'node:fs/promises';

/** What the kernel says of a process: its fields by name, and how it was started. */
export interface SeenProcess {
  pid: number;
  parent: number;
  /** Its command line; Chromium writes that of a page as one word. */
  line: string;
  status: Map<string, string>;
}

async function read(pid: number): Promise<SeenProcess | null> {
  try {
    const [words, text] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    const status = new Map(text.split('\n').map((row) => row.split(/:\s*/, 2) as [string, string]));
    return { pid, parent: Number(status.get('PPid')), line: words.replaceAll('\0', ' '), status };
  } catch {
    // It has ended meanwhile.
    return null;
  }
}

/** Everything that a process has started, and what that has started. Linux. */
export async function descendants(pid: number): Promise<SeenProcess[]> {
  const pids = (await readdir('/proc')).map(Number).filter((entry) => entry > 0);
  const all = (await Promise.all(pids.map(read))).flatMap((found) => found ?? []);
  const below = (parent: number): SeenProcess[] =>
    all.filter((found) => found.parent === parent).flatMap((found) => [found, ...below(found.pid)]);
  return below(pid);
}

/** The process that listens on a port of loopback; null: nobody does. Linux names the holder of a port by the inode of its socket. */
export async function findListener(port: number): Promise<SeenProcess | null> {
  const place = `:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
  const inode = lines
    .find((line) => line.includes(place))
    ?.trim()
    .split(/\s+/)[9];
  if (inode === undefined) return null;
  for (const pid of (await readdir('/proc')).map(Number).filter((entry) => entry > 0))
    if (await ownsSocket(pid, `socket:[${inode}]`)) return read(pid);
  return null;
}

async function ownsSocket(pid: number, socket: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // A process may end while it is looked at, and may be one of somebody else.
  const numbers = await readdir(folder).catch(() => []);
  const targets = await Promise.all(numbers.map((number) => readlink(`${folder}/${number}`).catch(() => '')));
  return targets.includes(socket);
}
