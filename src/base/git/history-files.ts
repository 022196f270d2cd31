import { runGit, type GitOptions } from './command';
import { msg } from '../../contract/text/message';
import type { HistoryOf } from './history';
import type { JobContext } from '../async/job';

/** Some files of the newest commit of a repository. */
export interface NewestFiles {
  commit: string;
  /** Names directly in the repository's root, folders included. */
  names: readonly string[];
  /** Text by name of those that were wanted and are no longer than the limit. */
  texts: ReadonlyMap<string, string>;
  /** Names of those that were wanted and are longer. */
  tooLong: readonly string[];
}

/** `branch` may be a tag or the whole hash of a commit as well. */
export interface FilesRequest extends HistoryOf {
  /** Where the clone is made; must not exist. Of no use afterwards. */
  dir: string;
  cwd: string;
  /** Chooses among the names in the root. */
  choose: (names: readonly string[]) => readonly string[];
  /** Files longer than this are not read. */
  maxBytes: number;
}

const fetchedRef = 'refs/heads/fetched';
const commitForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

/**
 * Reads files of a repository without cloning it: the newest commit alone (`--depth=1`), bare, without file contents
 * (`--filter=blob:none`); git fetches each content when it is asked for. Throws what `runGit` throws, `version-not-found` for a name that it does not have.
 */
export async function readNewestFiles(
  options: GitOptions,
  request: FilesRequest,
  job: JobContext,
): Promise<NewestFiles> {
  const { url, branch, dir, cwd, choose, maxBytes } = request;
  const what = msg`Reading files of ${url}`;
  const run = (args: readonly string[], place = dir) => runGit(options, { what, cwd: place, args, job });
  const shallow = ['--progress', '--depth=1', '--filter=blob:none', '--no-tags'];
  if (branch !== null && commitForm.test(branch)) {
    // No clone begins at a commit.
    await run(['init', '--quiet', '--bare', '--template=', '--', dir], cwd);
    await run(['remote', 'add', '--', 'origin', url]);
    await run(['fetch', ...shallow, '--', 'origin', `${branch}:${fetchedRef}`]);
    await run(['symbolic-ref', 'HEAD', fetchedRef]);
  } else {
    const byName = branch === null ? [] : ['--branch', branch];
    await run(['clone', ...shallow, '--bare', '--single-branch', '--template=', ...byName, '--', url, dir], cwd);
  }
  const commit = (await run(['rev-parse', 'HEAD'])).trim();
  const names = (await run(['ls-tree', '-z', '--name-only', 'HEAD'])).split('\0').filter((name) => name !== '');
  const texts = new Map<string, string>();
  const tooLong: string[] = [];
  for (const name of choose(names)) {
    const sizeBytes = Number.parseInt(await run(['cat-file', '-s', `HEAD:${name}`]), 10);
    if (sizeBytes > maxBytes) tooLong.push(name);
    else texts.set(name, await run(['cat-file', 'blob', `HEAD:${name}`]));
  }
  return { commit, names, texts, tooLong };
}
