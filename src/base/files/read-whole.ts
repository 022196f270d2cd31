import { readFile } from 'node:fs';
import { promisify } from 'node:util';
import { systemCodeOf } from './write-guard';

/** Reads a file. That of `fs/promises` takes two to three times as long for a small one, and there are thousands of them where packages are looked at. */
export const readWhole = promisify(readFile);

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
    return await readWhole(file, 'utf8');
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}
