import { readdir, readFile } from 'node:fs/promises';

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
