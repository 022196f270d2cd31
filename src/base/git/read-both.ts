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

/** The files of both commits that end in a certain way. */
export interface BothFiles {
  /** A tar archive of those of the other commit. */
  archive: string;
  /** Of the newest commit, by their paths: those whose content the other commit has, by their paths there. */
  same: Readonly<Record<string, string>>;
  /** The rest, by their paths: files in the folder for the work. */
  changed: Readonly<Record<string, string>>;
}

/** How many objects one command names: a command line of Windows holds some 32,000 characters. */
const namedAtOnce = 400;

type Run = (args: readonly string[]) => Promise<string>;

/** Path to object of the files of a commit that end so. */
async function listFiles(run: Run, commit: string, ending: string): Promise<Map<string, string>> {
  const lines = (await run(['ls-tree', '-r', '-z', commit])).split('\0');
  return new Map(
    lines.flatMap((line) => {
      const [about = '', path = ''] = line.split('\t');
      const [, kind, object = ''] = about.split(' ');
      return kind === 'blob' && path.endsWith(ending) ? [[path, object] as const] : [];
    }),
  );
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

/**
 * Reads the files of both commits that end so (`.py`), without checking anything out. Only contents that the other clone does not have are fetched. `git archive`
 * of the newest commit would fetch all of it, whatever it is asked for. Throws what `runGit` throws.
 * `workDir` is an empty folder for what is read.
 */
export async function readBoth(
  options: GitOptions,
  { dir, newest, other, ending, workDir }: BothCommits & { ending: string; workDir: string },
  job: JobContext,
): Promise<BothFiles> {
  const run: Run = (args) => runGit(options, { what: say`Reading files of a version`, cwd: dir, args, job });
  await writePlain(join(dir, 'objects', 'info', 'alternates'), `${other.objectsDir}\n`);
  // What an author leaves out of releases is loaded from a clone all the same.
  await writePlain(join(dir, 'info', 'attributes'), '* -export-ignore -export-subst\n');
  // What this clone says it has would be left out of the answer, contents and all.
  await run(['config', 'fetch.negotiationAlgorithm', 'noop']);
  const [now, before] = [await listFiles(run, newest, ending), await listFiles(run, other.commit, ending)];
  const known = new Map([...before].map(([path, object]) => [object, path] as const));
  await fetchMissing(run, newest, new Set([...now.values()].filter((object) => !known.has(object))));
  const same: [string, string][] = [];
  const changed: [string, string][] = [];
  for (const [path, object] of now) {
    const place = before.get(path) === object ? path : known.get(object);
    if (place !== undefined) {
      same.push([path, place]);
      continue;
    }
    // The number is its name: a path of somebody else's repository leads nowhere.
    const file = join(workDir, `${changed.length}${ending}`);
    await writePlain(file, await run(['cat-file', 'blob', object]));
    changed.push([path, file]);
  }
  const archive = join(workDir, 'other.tar');
  await openTrees(options, dir, job).archive(other.commit, `*${ending}`, archive);
  return { archive, same: Object.fromEntries(same), changed: Object.fromEntries(changed) };
}
