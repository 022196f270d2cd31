import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

/** Where Linux tells of processes. */
const procDir = '/proc';

/** The folder of the `main.py` that a Python runs, by its command line and the folder it was started in; null for every other program. */
export function folderOfCommand(words: readonly string[], cwd: string): string | null {
  const [program = '', ...args] = words;
  if (!/^python[\d.]*(?:\.exe)?$/iu.test(basename(program))) return null;
  const script = args.find((word) => basename(word) === 'main.py');
  return script === undefined ? null : dirname(resolve(cwd, script));
}

async function folderOf(pid: string): Promise<string | null> {
  try {
    const words = (await readFile(`${procDir}/${pid}/cmdline`, 'utf8')).split('\0').filter((word) => word !== '');
    return words.length === 0 ? null : folderOfCommand(words, await readlink(`${procDir}/${pid}/cwd`));
  } catch {
    // It has ended, or belongs to somebody else.
    return null;
  }
}

/** Folders in which a `main.py` runs now: those of a ComfyUI are among them. Empty where the system does not tell (only Linux does without asking another program). */
export async function listRunning(): Promise<string[]> {
  const names = await readdir(procDir).catch((): string[] => []);
  const folders = await Promise.all(names.filter((name) => /^\d+$/u.test(name)).map(folderOf));
  return [...new Set(folders.filter((folder) => folder !== null))];
}
