import { join } from 'node:path';
import { msg } from '../../contract/text/message';
import { pathExists, readTextIfPresent } from '../files/files';
import { runGit, type GitOptions } from './command';
import type { GitFolder } from './files';
import { tablesList } from './reftable';
import type { JobContext } from '../async/job';

/** A commit with where it comes from. */
export interface GraphCommit {
  commit: string;
  parents: readonly string[];
  /** RFC 3339, when it was committed. */
  date: string;
  subject: string;
}

/** A tag and the commit it stands on. */
export interface GraphTag {
  name: string;
  commit: string;
  /** RFC 3339: when the tag was made, else when its commit was. */
  date: string;
  /** What was written into the tag; empty for one that is a name only. */
  message: string;
}

/** Tags and commits of a clone as they lie on disk. Throws what `runGit` throws. */
export interface GitGraph {
  tags(): Promise<GraphTag[]>;
  /** The commits that tags of a pattern (`v*`) and further names lead to, newest first. */
  commits(tagPattern: string, names: readonly string[]): Promise<GraphCommit[]>;
  /** The hash of the content that a path has at each commit; null where it has none. */
  contentsOf(path: string, commits: readonly string[]): Promise<(string | null)[]>;
  /** Where HEAD has been, oldest first; empty where git keeps no such log. */
  headMoves(git: GitFolder): Promise<HeadMove[]>;
}

const commitForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;
const fieldEnd = '\0';
const recordEnd = '\u001e';

function parseTags(output: string): GraphTag[] {
  return output.split(recordEnd).flatMap((record): GraphTag[] => {
    const [name = '', type = '', own = '', peeled = '', date = '', message = ''] = record.trimStart().split(fieldEnd);
    if (type === 'commit') return [{ name, commit: own, date, message: '' }];
    return type === 'tag' && peeled !== '' ? [{ name, commit: peeled, date, message: message.trim() }] : [];
  });
}

function parseCommits(output: string): GraphCommit[] {
  return output.split('\n').flatMap((line): GraphCommit[] => {
    const [commit = '', parents = '', date = '', ...subject] = line.split('\t');
    if (!commitForm.test(commit)) return [];
    return [{ commit, parents: parents.split(' ').filter(Boolean), date, subject: subject.join('\t') }];
  });
}

/** Opens the clone in `dir` for reading. */
export function openGraph(options: GitOptions, dir: string, job: JobContext): GitGraph {
  const run = (args: readonly string[], isHarmless: () => boolean = () => false) =>
    runGit(options, { what: msg`Reading the history`, cwd: dir, args, job, isHarmless });
  const contentOf = async (path: string, commit: string) =>
    (await run(['rev-parse', '--verify', '--quiet', `${commit}:${path}`])).trim() || null;
  return {
    async tags() {
      const fields = ['refname:strip=2', 'objecttype', 'objectname', '*objectname', 'creatordate:iso-strict'];
      const message = '%(contents:subject)%0a%0a%(contents:body)';
      const format = `${fields.map((field) => `%(${field})%00`).join('')}${message}%1e`;
      return parseTags(await run(['for-each-ref', `--format=${format}`, 'refs/tags']));
    },
    async commits(tagPattern, names) {
      const format = '--format=%H%x09%P%x09%cI%x09%s';
      return parseCommits(await run(['rev-list', format, `--tags=${tagPattern}`, ...names, '--']));
    },
    async contentsOf(path, commits) {
      if (commits.length === 0) return [];
      // One process for all; when a single commit lacks the path git stops there, and each is asked by itself.
      const args = ['rev-parse', ...commits.map((commit) => `${commit}:${path}`)];
      const all = (await run(args, () => true)).split('\n').filter((line) => commitForm.test(line));
      if (all.length === commits.length) return all;
      const found: (string | null)[] = [];
      for (const commit of commits) found.push(await contentOf(path, commit));
      return found;
    },
    async headMoves({ gitDir }) {
      const text = await readTextIfPresent(join(gitDir, 'logs', 'HEAD'));
      if (text !== null) return parseHeadLog(text);
      if (!(await pathExists(join(gitDir, tablesList)))) return [];
      // Where refs are kept in tables their logs are there as well, packed.
      const format = '--format=%H%x09%gd%x09%gs';
      return parseWalkedLog(await run(['log', '--walk-reflogs', '--date=unix', format, 'HEAD', '--'], () => true));
    },
  };
}

/** One move of HEAD, as git wrote it down. */
export interface HeadMove {
  from: string;
  to: string;
  /** In ms since 1970. */
  atMs: number;
  message: string;
}

function parseHeadLog(text: string): HeadMove[] {
  return text.split('\n').flatMap((line): HeadMove[] => {
    const [, from = '', to = '', seconds = '', message = ''] =
      /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) .*> (\d+) [+-]\d{4}\t?(.*)$/.exec(line) ?? [];
    return from === '' ? [] : [{ from, to, atMs: Number(seconds) * 1000, message }];
  });
}

/** Git walks from the newest move to the oldest, and says of each only where it led. */
function parseWalkedLog(output: string): HeadMove[] {
  const moves: HeadMove[] = [];
  for (const line of output.split('\n').reverse()) {
    const [, to = '', seconds = '', message = ''] = /^([0-9a-f]{40,64})\tHEAD@\{(\d+)\}\t(.*)$/.exec(line) ?? [];
    if (to === '') continue;
    moves.push({ from: moves.at(-1)?.to ?? '0'.repeat(to.length), to, atMs: Number(seconds) * 1000, message });
  }
  return moves;
}
