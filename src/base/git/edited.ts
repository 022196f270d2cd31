import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { stopIfCancelled, type JobContext } from '../async/job';
import { resolveInside, writePlain } from '../files/files';
import { withTemporaryFolder } from '../files/temporary-folder';
import { runGit, type GitOptions } from './command';
import { findGitFolder, readLineEnds } from './files';

/** The files of a clone, and the commit that they are compared with. */
export interface ComparedClone {
  dir: string;
  commit: string;
  /** A folder of ours, for what the comparison needs meanwhile. */
  workDir: string;
}

/** Whether that is a file, no link is on the way to it out of `dir`, and it is none itself. */
async function isFileIn(dir: string, name: string): Promise<boolean> {
  try {
    return (await lstat(await resolveInside(dir, name))).isFile();
  } catch {
    return false;
  }
}

const splitNames = (output: string): string[] => output.split('\0').filter((name) => name !== '');

/**
 * The files that a commit has and that are on disk with another content, with those of submodules; paths with `/`, sorted. A file that is missing is none of
 * them, nor one with another mode. Nothing of the clone runs and nothing of it changes: the settings of a clone can name programs (`core.fsmonitor`, filters,
 * hooks, `diff.external`), so git compares by a repository of ours, which has the objects of the clone, and none of its settings but how lines end. Throws
 * what `runGit` throws.
 */
export async function listChangedFiles(options: GitOptions, clone: ComparedClone, job: JobContext): Promise<string[]> {
  const { dir, commit, workDir } = clone;
  const git = findGitFolder(dir);
  if (git === null) return [];
  return withTemporaryFolder(workDir, 'compare', async (place) => {
    const run = (args: readonly string[], cwd: string) =>
      runGit(options, { what: msg`Looking for local changes`, cwd, args, job });
    const format = commit.length === 64 ? ['--object-format=sha256'] : [];
    await run(['init', '--quiet', '--template=', ...format], place);
    const gitDir = join(place, '.git');
    await writePlain(join(gitDir, 'objects', 'info', 'alternates'), `${join(git.commonDir, 'objects')}\n`);
    const settings = ['core.fileMode=false', ...readLineEnds(git)].flatMap((setting) => ['-c', setting]);
    const compare = async (...args: string[]) =>
      splitNames(await run([...settings, `--git-dir=${gitDir}`, `--work-tree=${dir}`, ...args], dir));
    await compare('read-tree', commit);
    const edited: string[] = [];
    for (const name of await compare('ls-files', '-z', '--modified')) if (await isFileIn(dir, name)) edited.push(name);
    for (const entry of await compare('ls-files', '-z', '--stage')) {
      const [, own, name] = /^160000 ([0-9a-f]+) 0\t(.+)$/su.exec(entry) ?? [];
      if (own === undefined || name === undefined) continue;
      const inside = await listChangedFiles(options, { dir: join(dir, name), commit: own, workDir }, job);
      edited.push(...inside.map((path) => `${name}/${path}`));
    }
    return edited.sort();
  });
}

/** One file of a pack in three versions. */
export interface EditedFile {
  /** Below each of the folders, with `/`. */
  name: string;
  /** Where a person has edited it. */
  editedDir: string;
  /** Where it is as it was before that. */
  baseDir: string;
  /** Where it is as it is to become; written to. */
  nextDir: string;
}

/**
 * Brings the edits of a file into its next version. False, and that one is as it was, where they do not apply cleanly: both have changed the same lines, one
 * of the three is missing, or it is no text. Throws `cancelled`.
 */
export async function carryEdits(
  options: GitOptions,
  { name, editedDir, baseDir, nextDir }: EditedFile,
  job: JobContext,
): Promise<boolean> {
  const dirs = [nextDir, baseDir, editedDir];
  for (const dir of dirs) if (!(await isFileIn(dir, name))) return false;
  const files = dirs.map((dir) => join(dir, name));
  const merge = (...args: string[]) =>
    runGit(options, {
      ...{ what: msg`Applying edits`, cwd: dirname(nextDir), job, isExact: true },
      args: ['merge-file', '--quiet', ...args, '--', ...files],
    });
  try {
    // It would write what it cannot merge into the file as well.
    await merge('--stdout');
  } catch (error) {
    stopIfCancelled(job);
    if (error instanceof AppError && error.code === 'git-failed') return false;
    throw error;
  }
  await merge();
  return true;
}
