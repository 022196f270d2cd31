import { constants, readFile, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { statOrNull } from './stat';
import { systemCodeOf } from './write-guard';

/** Reads a file. That of `fs/promises` takes two to three times as long for a small one, and there are thousands of them where packages are looked at. */
export const readWhole = promisify(readFile);

/** Does not wait for whoever would write into a pipe; Windows has none in folders, and no such flag: it counts as 0. */
const withoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK;

/** The text of a file, by `flags` of the system. */
export async function readTextOf(file: string, flags = 0): Promise<string> {
  // The types of Node know words alone; it takes the numbers of the system as well.
  const options: object = { encoding: 'utf8', flag: withoutWaiting | flags };
  return (await readWhole(file, options)).toString();
}

/** What fails for want of room in this process or machine says nothing of the file. */
const ofTheMachine: readonly string[] = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'];

/** Whether the system says that this very file or folder cannot be read: no right to it, a link that leads nowhere, a damaged disk. */
export function isUnreadable(error: unknown): boolean {
  const isOfSystem = error instanceof Error && 'syscall' in error;
  return isOfSystem && !ofTheMachine.includes(systemCodeOf(error));
}

/** The text of somebody else's file, or null where there is none or it cannot be read: one such file of a thousand must not fail the view of all. */
export async function readTextIfReadable(file: string): Promise<string | null> {
  try {
    return await readTextOf(file);
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

/** More bytes than any such file has: the longest have the names of an archive, or the refs of a large repository. */
const mostBytesNow = 32 * 1024 * 1024;

/** The same at once, for small files: null as well for what is no file, as nothing else goes on while a pipe waits for its writer, or gigabytes come. */
export function readTextNow(file: string): string | null {
  try {
    const found = statOrNull(file);
    return found?.isFile() === true && found.size <= mostBytesNow ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  }
}
