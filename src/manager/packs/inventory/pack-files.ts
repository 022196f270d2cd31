import { basename, dirname, join, relative, sep } from 'node:path';
import type { GitFolder } from '../../../base/git/files';
import { tablesList } from '../../../base/git/reftable';
import { statOrNull } from '../../../base/files/stat';
import type { PackEntry } from './entries';
import type { PackFacts } from './identity';

/** A folder to watch, and which of its entries matter; null: all do. */
export interface FolderToWatch {
  folder: string;
  names: ReadonlySet<string> | null;
}

/** Size, times and inodes of files, one after another; equal lists mean that nothing changed. */
export interface Stamp {
  numbers: readonly number[];
  /** When the newest of them last changed, by the clock of its file system. */
  newestMs: number;
}

const packNames = new Set(['.git', '.tracking', 'pyproject.toml']);
const gitNames = new Set(['HEAD', 'config', 'packed-refs', '.cnr-id', 'commondir', 'refs', 'reftable']);

/** Whether a changed path below a pack folder can change what the pack is. */
export function isTellingPath([first = '', second]: readonly string[]): boolean {
  return packNames.has(first) && (second === undefined || (first === '.git' && gitNames.has(second)));
}

function refFile(git: GitFolder, facts: PackFacts): string | null {
  if (facts.source !== 'git' || facts.branch === null) return null;
  return join(git.commonDir, 'refs', 'heads', facts.branch);
}

/** Where refs are kept in tables, each change of one writes the list of them anew. */
function tableLists({ gitDir, commonDir }: GitFolder): string[] {
  return [...new Set([gitDir, commonDir])].map((dir) => join(dir, tablesList));
}

/** The files and folders by whose stamp a change of a pack is seen. */
export function listPackFiles(entry: PackEntry, facts: PackFacts | null): string[] {
  const { dir } = entry;
  if (facts === null) return [dir];
  const own = facts.source === 'git' ? ['.git'] : ['.git', '.tracking', 'pyproject.toml'];
  const files = [dir, ...own.map((name) => join(dir, name))];
  const { git } = facts;
  if (git === null) return files;
  files.push(join(git.gitDir, 'HEAD'), join(git.gitDir, '.cnr-id'));
  files.push(join(git.commonDir, 'config'), join(git.commonDir, 'packed-refs'), ...tableLists(git));
  const ref = refFile(git, facts);
  return ref === null ? files : [...files, ref];
}

function isFolder(path: string): boolean {
  return statOrNull(path)?.isDirectory() === true;
}

/** Git makes the folders of a branch with slashes when it needs them: what is watched is the last one there is. */
function refFolder(git: GitFolder, file: string): FolderToWatch {
  let folder = dirname(file);
  while (folder.length > git.commonDir.length && !isFolder(folder)) folder = dirname(folder);
  return { folder, names: new Set([relative(folder, file).split(sep)[0] ?? basename(file)]) };
}

/** The folders to watch for a pack where the system watches single folders. */
export function listPackFolders(entry: PackEntry, facts: PackFacts | null): FolderToWatch[] {
  if (facts === null) return [];
  // Of several disabled copies the one changed last counts, so there every change does.
  const folders: FolderToWatch[] = [{ folder: entry.dir, names: entry.enabled ? packNames : null }];
  const { git } = facts;
  if (git === null) return folders;
  folders.push({ folder: git.gitDir, names: gitNames });
  if (git.commonDir !== git.gitDir) folders.push({ folder: git.commonDir, names: gitNames });
  const tables = tableLists(git).map(dirname).filter(isFolder);
  folders.push(...tables.map((folder) => ({ folder, names: new Set([basename(tablesList)]) })));
  const ref = refFile(git, facts);
  return ref === null ? folders : [...folders, refFolder(git, ref)];
}

/** Stamps files; missing ones count as such. */
export function readStamp(files: readonly string[]): Stamp {
  const numbers: number[] = [];
  let newestMs = 0;
  for (const file of files) {
    const stats = statOrNull(file);
    if (stats === null) numbers.push(-1);
    else {
      numbers.push(stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs);
      newestMs = Math.max(newestMs, stats.ctimeMs);
    }
  }
  return { numbers, newestMs };
}

/** How coarse the clocks of file systems are (FAT and some servers: 2 s): a file changed this shortly before it was read may change again unseen. */
const clockGrainMs = 2000;

/** Whether files are as they were when stamped, provided they were read at `readAtMs`. */
export function isUnchanged(stamp: Stamp, now: Stamp, readAtMs: number): boolean {
  if (stamp.newestMs + clockGrainMs > readAtMs) return false;
  return stamp.numbers.length === now.numbers.length && stamp.numbers.every((one, at) => one === now.numbers[at]);
}
