import { join } from 'node:path';
import { msg } from '../../contract/text/message';
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

/** The files of each commit that end in a certain way, as tar archives. */
export interface BothArchives {
  newest: string;
  other: string;
}

/** How many objects one command names: a command line of Windows holds some 32,000 characters. */
const namedAtOnce = 400;

type Run = (args: readonly string[]) => Promise<string>;

/** The objects of the files of a commit that end so. */
async function listObjects(run: Run, commit: string, ending: string): Promise<Set<string>> {
  const lines = (await run(['ls-tree', '-r', '-z', commit])).split('\0');
  const objects = lines.flatMap((line) => {
    const [about = '', path = ''] = line.split('\t');
    const [, kind, object = ''] = about.split(' ');
    return kind === 'blob' && path.endsWith(ending) ? [object] : [];
  });
  return new Set(objects);
}

/** Fetches those of some objects of a commit that are nowhere here, in as few requests as go. */
async function fetchMissing(run: Run, commit: string, objects: ReadonlySet<string>): Promise<void> {
  if (objects.size === 0) return;
  const listed = await run(['rev-list', '--objects', '--missing=print', '--max-count=1', commit, '--']);
  const missing = listed.split('\n').flatMap((line) => (line.startsWith('?') ? [line.slice(1).trim()] : []));
  const wanted = missing.filter((object) => objects.has(object));
  for (let at = 0; at < wanted.length; at += namedAtOnce) {
    const named = wanted.slice(at, at + namedAtOnce);
    await run(['fetch', '--progress', '--no-tags', '--filter=blob:none', '--', 'origin', ...named]);
  }
}

/** Makes a repository that has the objects of others and knows no remote: in a clone without contents `git archive` fetches all of a commit, whatever it is asked for. */
async function joinObjects(run: Run, dir: string, objectsDirs: readonly string[]): Promise<void> {
  await run(['init', '--quiet', '--bare', '--template=', '--', dir]);
  await writePlain(join(dir, 'objects', 'info', 'alternates'), `${objectsDirs.join('\n')}\n`);
  // What an author leaves out of releases is loaded from a clone all the same.
  await writePlain(join(dir, 'info', 'attributes'), '* -export-ignore -export-subst\n');
}

/**
 * Reads the files of both commits that end so (`.py`), without checking anything out. Only contents that the other clone does not have are fetched; of all it
 * takes the same few commands, however many files changed. `workDir` is an empty folder for what is read. Throws what `runGit` throws.
 */
export async function readBoth(
  options: GitOptions,
  { dir, newest, other, ending, workDir }: BothCommits & { ending: string; workDir: string },
  job: JobContext,
): Promise<BothArchives> {
  const run: Run = (args) => runGit(options, { what: msg`Reading files of a version`, cwd: dir, args, job });
  await writePlain(join(dir, 'objects', 'info', 'alternates'), `${other.objectsDir}\n`);
  // What this clone says it has would be left out of the answer, contents and all.
  await run(['config', 'fetch.negotiationAlgorithm', 'noop']);
  await fetchMissing(run, newest, await listObjects(run, newest, ending));
  const joined = join(workDir, 'joined.git');
  await joinObjects(run, joined, [join(dir, 'objects'), other.objectsDir]);
  const archives = { newest: join(workDir, 'newest.tar'), other: join(workDir, 'other.tar') };
  const trees = openTrees(options, joined, job);
  await trees.archive(newest, `*${ending}`, archives.newest);
  await trees.archive(other.commit, `*${ending}`, archives.other);
  return archives;
}
