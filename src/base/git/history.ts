import { runGit, type GitOptions } from './command';
import { msg } from '../../contract/text/message';
import type { JobContext } from '../async/job';

/** One commit, in a line. */
export interface HistoryCommit {
  commit: string;
  /** RFC 3339, when it was committed. */
  date: string;
  subject: string;
}

/** From where commits are counted: after one, or after a moment. */
export type HistoryStart = { commit: string } | { date: string };

/** The commits of one branch of a remote, without any of its files. Reads only what is on disk; throws what `runGit` throws. */
export interface GitHistory {
  newest(): Promise<HistoryCommit>;
  /** The commit a tag stands on; null when the branch has no such tag. */
  ofTag(name: string): Promise<HistoryCommit | null>;
  tags(): Promise<string[]>;
  /** A commit of the branch by its hash; null when the branch does not have it. */
  ofCommit(commit: string): Promise<HistoryCommit | null>;
  /** How many commits come after a start, up to `to`, and the newest `limit` of them. */
  since(start: HistoryStart, to: string, limit: number): Promise<{ count: number; commits: HistoryCommit[] }>;
}

/** Which history: the default branch when `branch` is null. */
export interface HistoryOf {
  url: string;
  branch: string | null;
}

/** Where the newest fetched commit is remembered: the branch's own name may change on the remote. */
const newestRef = 'refs/comfyui-manager-desktop/newest';
/**
 * Lines for `rev-list`, which prints others between them. `log` would look for a mailmap in a tree of a bare repository, and git would fetch
 * that tree.
 */
const lineFormat = '--format=%H%x09%cI%x09%s';
// A commit that is not here would be fetched by git itself; asking the list of those that are starts no connection.
const commitForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

function parseLines(output: string): HistoryCommit[] {
  return output.split('\n').flatMap((line): HistoryCommit[] => {
    const [commit = '', date = '', ...subject] = line.split('\t');
    return commitForm.test(commit) ? [{ commit, date, subject: subject.join('\t') }] : [];
  });
}

/**
 * Clones the commits of a branch, and nothing else, into `dir`, which must not exist: bare, without trees and files (`--filter=tree:0`).
 * A server that does not know filters sends everything; the result is the same.
 */
export async function cloneHistory(
  options: GitOptions,
  { url, branch, dir, cwd }: HistoryOf & { dir: string; cwd: string },
  job: JobContext,
): Promise<void> {
  const byName = branch === null ? [] : ['--branch', branch];
  // Without `--progress` simple-git would add it, behind the `--`.
  const shape = ['--progress', '--bare', '--filter=tree:0', '--single-branch', '--template='];
  const args = ['clone', ...shape, ...byName, '--', url, dir];
  await runGit(options, { what: msg`Asking ${url} for its history`, cwd, args, job });
  await runGit(options, {
    ...{ what: msg`Reading the history`, cwd: dir, job },
    args: ['update-ref', newestRef, 'HEAD'],
  });
}

/** Brings a cloned history up to date. The remote may have rewritten it: what it says now counts. */
export async function fetchHistory(
  options: GitOptions,
  { url, branch, dir }: HistoryOf & { dir: string },
  job: JobContext,
): Promise<void> {
  const from = branch === null ? 'HEAD' : `refs/heads/${branch}`;
  const args = ['fetch', '--progress', '--filter=tree:0', '--force', '--', 'origin', `+${from}:${newestRef}`];
  await runGit(options, { what: msg`Asking ${url} for its history`, cwd: dir, args, job });
}

/** Opens a cloned history for reading. */
export function openHistory(options: GitOptions, dir: string, job: JobContext): GitHistory {
  const run = (args: readonly string[]) => runGit(options, { what: msg`Reading the history`, cwd: dir, args, job });
  const one = async (ref: string) =>
    parseLines(await run(['rev-list', '--max-count=1', lineFormat, ref, '--']))[0] ?? null;
  const tags = async () =>
    (await run(['for-each-ref', '--format=%(refname:strip=2)', 'refs/tags'])).split('\n').filter((name) => name !== '');
  return {
    tags,
    newest: async () => (await one(newestRef)) ?? { commit: '', date: '', subject: '' },
    ofTag: async (name) => ((await tags()).includes(name) ? one(`refs/tags/${name}`) : null),
    ofCommit: async (commit) => {
      if (!commitForm.test(commit)) return null;
      const all = await run(['rev-list', newestRef, '--']);
      return all.includes(commit.toLowerCase()) ? one(commit) : null;
    },
    since: async (start, to, limit) => {
      const after = 'date' in start ? [`--since=${start.date}`, to] : [to, `^${start.commit}`];
      const [count, lines] = await Promise.all([
        run(['rev-list', '--count', ...after, '--']),
        run(['rev-list', `--max-count=${limit}`, lineFormat, ...after, '--']),
      ]);
      return { count: Number.parseInt(count, 10) || 0, commits: parseLines(lines) };
    },
  };
}
