import { basename } from 'node:path';
import { makeTemporaryFolder } from './files';
import { removeInside } from './move-files';

/** Runs work with a new empty folder below `parent`, whose name starts with `prefix`. The folder is gone afterwards, whatever came of the work. */
export async function withTemporaryFolder<T>(
  parent: string,
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await makeTemporaryFolder(parent, prefix);
  try {
    return await work(folder);
  } finally {
    await removeInside(parent, basename(folder));
  }
}
