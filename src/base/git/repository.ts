import { createComparingCalls, pathspecsFor, type GitComparing, type RunInRepository } from './comparing';
import { type Message, msg } from '../../contract/text/message';
import { hasOnlyClashingTags, fetchSubmodules } from './git';
import { refArgument, runGit, type GitOptions } from './command';
import type { JobContext } from '../async/job';

/** What a remote says of itself, asked without fetching. */
export interface RemoteRefs {
  /** Its default branch; null when the server does not tell. */
  defaultBranch: string | null;
  /** Those of the asked refs that it has, by full name. */
  refs: ReadonlySet<string>;
}

/** Where HEAD is put: on a branch, which is then moved to the commit or made there, or detached. */
export interface HeadPlace {
  commit: string;
  branch: string | null;
  /** The full name of the remote ref at that commit which a new branch follows from now on. */
  tracks?: string | null;
}

/**
 * Work inside a repository that people use, where nothing of theirs may be lost: changes are saved, places are asked for, and HEAD is
 * moved in ways that refuse to overwrite. Throws like `Git`.
 */
export interface GitRepository extends GitComparing {
  askRemote(remote: string, refs: readonly string[]): Promise<RemoteRefs>;
  /** All tags, and the given refspecs, else the configured branches. Tags that are here already are never moved. */
  fetch(remote: string, refspecs: readonly string[]): Promise<void>;
  /** The commit of a branch, tag, hash or description; null when there is none. */
  findCommit(name: string): Promise<string | null>;
  /** `v1.2.3`, `v1.2.3-4-gabcdef0`, or a short hash when no tag is near. */
  describe(name: string): Promise<string>;
  tagsAt(name: string): Promise<string[]>;
  /** How many commits `commit` has that `base` lacks. */
  countAhead(commit: string, base: string): Promise<number>;
  /** Whether any branch or tag holds the commit. */
  isReachable(commit: string): Promise<boolean>;
  /** Writes down tracked changes as a commit that only its hash names; the files stay as they are. Null when there are none. */
  saveChanges(message: string): Promise<string | null>;
  /** Makes the index that of a commit; files and HEAD stay. */
  readIndex(commit: string): Promise<void>;
  /**
   * Makes these paths those of a commit, in the index, on disk or both; what the commit lacks is removed. Overwrites: only for what is
   * saved or was written by us. Each path is known to the index or the commit.
   */
  restorePaths(commit: string, paths: readonly string[], where: 'index' | 'disk' | 'both'): Promise<void>;
  /** Checks a commit out; refuses to overwrite changes, untracked and ignored files. */
  checkOut(place: HeadPlace): Promise<void>;
  /** Moves HEAD alone; files and index stay. */
  pointHead(place: HeadPlace): Promise<void>;
  /** Creates or moves a branch that is not checked out; null deletes it. */
  setBranch(name: string, commit: string | null): Promise<void>;
  updateSubmodules(): Promise<void>;
}

function createRemoteCalls(run: RunInRepository, job: JobContext): Pick<GitRepository, 'askRemote' | 'fetch'> {
  return {
    async askRemote(remote, refs) {
      job.report({ phase: msg`Checking`, message: msg`Asking ${remote} what it has` });
      const answer = await run(msg`Asking ${remote} what it has`, [
        'ls-remote',
        '--symref',
        '--',
        remote,
        'HEAD',
        ...refs,
      ]);
      const names = [...answer.matchAll(/^[0-9a-f]{40,64}\s+(\S+)$/gm)].map(([, name = '']) => name);
      const defaultBranch = /^ref:\s+refs\/heads\/(\S+)\s+HEAD$/m.exec(answer)?.[1] ?? null;
      return { defaultBranch, refs: new Set(names) };
    },
    async fetch(remote, refspecs) {
      job.report({ phase: msg`Fetching`, message: remote });
      const args = ['fetch', '--progress', '--tags', '--', remote, ...refspecs];
      await run(msg`Fetching from ${remote}`, args, { isHarmless: hasOnlyClashingTags });
    },
  };
}

type Reading = 'findCommit' | 'describe' | 'tagsAt' | 'countAhead' | 'isReachable';

function createReadingCalls(run: RunInRepository): Pick<GitRepository, Reading> {
  const readLines = async (what: Message, args: readonly string[]) =>
    (await run(what, args)).split(/\r?\n/).filter((line) => line !== '');
  return {
    findCommit: async (name) => {
      const args = ['rev-parse', '--verify', '--quiet', `${refArgument(name)}^{commit}`];
      return (await run(msg`Looking for "${name}"`, args)).trim() || null;
    },
    describe: async (name) => (await run(msg`Naming the version`, ['describe', '--tags', '--always', name])).trim(),
    tagsAt: (name) =>
      readLines(msg`Naming the version`, [
        'for-each-ref',
        '--points-at',
        name,
        '--format=%(refname:strip=2)',
        'refs/tags',
      ]),
    countAhead: async (commit, base) =>
      Number(await run(msg`Comparing commits`, ['rev-list', '--count', commit, `^${base}`, '--'])),
    isReachable: async (commit) => {
      const args = ['for-each-ref', '--count=1', '--contains', commit, '--format=%(refname)'];
      return (await readLines(msg`Comparing commits`, args)).length > 0;
    },
  };
}

type Writing = 'saveChanges' | 'readIndex' | 'restorePaths' | 'checkOut' | 'pointHead' | 'setBranch';

const restoreTargets = { index: ['--staged'], disk: ['--worktree'], both: ['--staged', '--worktree'] } as const;

/** What we write into git's own log of HEAD where a change is taken back. */
export const reflogNote = 'comfyui-manager-desktop';

function createWritingCalls(run: RunInRepository): Pick<GitRepository, Writing> {
  const writeRef = (args: readonly string[]) => run(msg`Moving a branch`, ['update-ref', '-m', reflogNote, ...args]);
  return {
    saveChanges: async (message) => (await run(msg`Saving local changes`, ['stash', 'create', message])).trim() || null,
    async readIndex(commit) {
      await run(msg`Reading the files of a version`, ['read-tree', commit]);
    },
    async restorePaths(commit, paths, where) {
      for (const pathspecs of pathspecsFor(paths)) {
        const args = ['restore', `--source=${commit}`, ...restoreTargets[where], '--', ...pathspecs];
        await run(msg`Writing files`, args);
      }
    },
    async checkOut({ commit, branch, tracks = null }) {
      const to = refArgument(tracks ?? commit);
      const toBranch = ['-B', refArgument(branch ?? ''), tracks === null ? '--no-track' : '--track', to];
      const place = branch === null ? ['--detach', refArgument(commit)] : toBranch;
      const args = ['checkout', '--progress', '--no-overwrite-ignore', ...place, '--'];
      await run(msg`Checking out ${branch ?? commit}`, args);
    },
    async pointHead({ commit, branch }) {
      if (branch === null) await writeRef(['--no-deref', 'HEAD', commit]);
      else await run(msg`Moving HEAD`, ['symbolic-ref', '-m', reflogNote, 'HEAD', `refs/heads/${branch}`]);
    },
    async setBranch(name, commit) {
      // What the branch was set to follow goes with it.
      if (commit === null) await run(msg`Removing a branch`, ['branch', '--delete', '--force', '--quiet', '--', name]);
      else await writeRef([`refs/heads/${name}`, commit]);
    },
  };
}

/** Opens the repository in `dir` for one job; `job` is what cancels and hears the commands. */
export function openRepository(options: GitOptions, dir: string, job: JobContext): GitRepository {
  const run: RunInRepository = (what, args, more = {}) => runGit(options, { what, cwd: dir, args, job, ...more });
  return {
    ...createRemoteCalls(run, job),
    ...createReadingCalls(run),
    ...createComparingCalls(run),
    ...createWritingCalls(run),
    updateSubmodules: () => fetchSubmodules(options, dir, job),
  };
}
