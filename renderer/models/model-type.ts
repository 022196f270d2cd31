import type { ModelFolders } from '../../src/contract/models';

const withEnd = (path: string): string => path.replaceAll('\\', '/').replace(/\/*$/u, '/');

/** The key of the folder that a path lies in or below; the deepest of those that hold it. */
function findFolder(path: string, folders: ModelFolders): string | undefined {
  const places = Object.entries(folders).flatMap(([key, paths]) =>
    paths.map((folder) => [key, withEnd(folder)] as const),
  );
  const holding = places.filter(([, folder]) => withEnd(path).startsWith(folder));
  return holding.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/**
 * The one name of a type of model: that of the folder it belongs to. Lists write `checkpoint`, `checkpoints`, `VAE` and `vae` for the same thing.
 *
 * @param written What the list calls it.
 * @param targetDir Where the model belongs, as an absolute path; null when nowhere.
 */
export function readModelType(written: string, targetDir: string | null, folders: ModelFolders): string {
  const folder = targetDir === null ? undefined : findFolder(targetDir, folders);
  if (folder !== undefined) return folder;
  const word = written.toLowerCase();
  return Object.keys(folders).find((key) => key === word || key === `${word}s`) ?? written;
}

/** The types that a list is narrowed to, out of the address: none means every one. */
export function splitTypes(text: string): string[] {
  return text.split(',').filter((type) => type !== '');
}

/** The same types with one more, or one less. */
export function toggleType(text: string, type: string): string {
  const types = splitTypes(text);
  return (types.includes(type) ? types.filter((known) => known !== type) : [...types, type]).join(',');
}
