import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '../../../base/files/files';
import { programsIn } from './make-environment';

/** Scripts are small; what is larger is a program. */
const longestScript = 256 * 1024;

async function fixFile(file: string, from: string, to: string): Promise<void> {
  const stats = await stat(file).catch(() => null);
  if (stats === null || !stats.isFile() || stats.size > longestScript) return;
  const bytes = await readFile(file);
  if (bytes.includes(0)) return;
  const text = bytes.toString('utf8');
  if (!text.includes(from)) return;
  // Its rights stay as they are.
  await writeAtomic(file, text.replaceAll(from, to));
}

/** Lets the scripts of an environment that was moved name the folder it is in now. Can be done twice. */
export async function fixMoved(dir: string, from: string): Promise<void> {
  const programs = programsIn(dir);
  const names = await readdir(programs).catch(() => []);
  for (const name of names) await fixFile(join(programs, name), from, dir);
  await fixFile(join(dir, 'pyvenv.cfg'), from, dir);
}
