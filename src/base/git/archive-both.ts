import { join } from 'node:path';
import { say } from '../../contract/text/said';
import type { JobContext } from '../async/job';
import { writePlain } from '../files/files';
import { runGit, type GitOptions } from './command';
import { openTrees } from './trees';

/** Two commits of one repository: the newest one of a clone without contents, and one that another clone holds. */
export interface BothCommits {
  /** The clone without contents; of no other use afterwards. */
  dir: string;
  newest: string;
  /** The other clone: the folder of its objects, and the commit. It is only read. */
  other: { objectsDir: string; commit: string };
}

/** How many objects one command names: a command line of Windows holds some 32,000 characters. */
const namedAtOnce = 400;

/** The objects of a commit that neither clone has, among the files that end so. */
async function findMissing(
  run: (args: readonly string[]) => Promise<string>,
  commit: string,
  ending: string,
): Promise<string[]> {
  const listed = await run(['rev-list', '--objects', '--missing=print', '--max-count=1', commit, '--']);
  const missing = new Set(listed.split('\n').flatMap((line) => (line.startsWith('?') ? [line.slice(1).trim()] : [])));
  if (missing.size === 0) return [];
  const files = (await run(['ls-tree', '-r', '-z', commit])).split('\0');
  const wanted = files.flatMap((line) => {
    const [about = '', path = ''] = line.split('\t');
    const [, kind, object = ''] = about.split(' ');
    return kind === 'blob' && path.endsWith(ending) && missing.has(object) ? [object] : [];
  });
  return [...new Set(wanted)];
}

/**
 * Packs the files of both commits that end so (`.py`) into tar archives, without checking anything out. Contents that the other clone has are taken from there;
 * only the rest is fetched, in as few requests as go. Throws what `runGit` throws.
 *
 * @param archives Where the two archives are put.
 */
export async function archiveBoth(
  options: GitOptions,
  { dir, newest, other }: BothCommits,
  { ending, archives }: { ending: string; archives: { newest: string; other: string } },
  job: JobContext,
): Promise<void> {
  const run = (args: readonly string[]) =>
    runGit(options, { what: say`Reading files of a version`, cwd: dir, args, job });
  await writePlain(join(dir, 'objects', 'info', 'alternates'), `${other.objectsDir}\n`);
  // What an author leaves out of releases is loaded from a clone all the same.
  await writePlain(join(dir, 'info', 'attributes'), '* -export-ignore -export-subst\n');
  // What this clone says it has would be left out of the answer, contents and all.
  await run(['config', 'fetch.negotiationAlgorithm', 'noop']);
  const missing = await findMissing(run, newest, ending);
  for (let at = 0; at < missing.length; at += namedAtOnce) {
    const named = missing.slice(at, at + namedAtOnce);
    await run(['fetch', '--progress', '--no-tags', '--filter=blob:none', '--', 'origin', ...named]);
  }
  const trees = openTrees(options, dir, job);
  await trees.archive(newest, `*${ending}`, archives.newest);
  await trees.archive(other.commit, `*${ending}`, archives.other);
}
