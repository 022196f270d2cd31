import { join, dirname } from 'node:path';
import { GitPluginError, simpleGit, type SimpleGit, type SimpleGitProgressEvent } from 'simple-git';
import { AppError } from '../contract/errors';
import { pathExists } from './files';
import { describeGitFailure } from './git-failure';
import type { JobContext } from './job';
import { cleanEnvironment } from './run';

export interface GitOptions {
  /** Name or path of the program; asked before every command, because it is a setting. */
  executable: () => string;
  /** Where https://github.com/ is really fetched from (a mirror); stored remotes keep github.com. */
  githubBase: string;
  /** Empty: git's own settings and environment. */
  proxy: string;
  /** A command that neither ends nor says anything for so long is ended. */
  stallMs: number;
}

/** Git as this app uses it. Every call ends with the job's signal (`cancelled`), and throws what `describeGitFailure` says. */
export interface Git {
  /** Clones with all history and submodules into `dir`, which must not exist. `ref`: branch, tag or commit; null is the default branch. */
  clone(input: { url: string; dir: string; ref: string | null }, job: JobContext): Promise<void>;
  /** The commit a branch has on its remote, without fetching anything; null when the remote has no such branch. */
  remoteCommit(input: { dir: string; remote: string; branch: string }, job: JobContext): Promise<string | null>;
  /** Tracked files that differ from the last commit, paths as git prints them. Changes nothing, not even the index. */
  changedFiles(dir: string, job: JobContext): Promise<string[]>;
  fetch(input: { dir: string; remote: string }, job: JobContext): Promise<void>;
  /** Writes the files of the current commit, submodules included. Only for copies that nobody else uses: edits are overwritten. */
  restore(dir: string, job: JobContext): Promise<void>;
  /** Moves the current branch ahead to its remote branch; never merges, stashes or resets. */
  fastForward(input: { dir: string; remote: string; branch: string }, job: JobContext): Promise<void>;
  checkout(input: { dir: string; ref: string }, job: JobContext): Promise<void>;
}

interface Call {
  /** The step in words; starts the message of a failure. */
  what: string;
  cwd: string;
  args: readonly string[];
  job: JobContext;
}

/** Variables that would aim git at another repository than the folder it is called in, e.g. inside a hook. */
const foreignRepository = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'PREFIX',
];

/** What the person's own environment may set; repository content and addresses still cannot. */
const trustedEnvironment = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeGitProxy: true,
  allowUnsafePager: true,
  allowUnsafeSshCommand: true,
  allowUnsafeTemplateDir: true,
  // Our own mirror setting (`url.<base>.insteadOf`).
  allowUnsafeUrlRewrite: true,
} as const;

function gitEnvironment(cwd: string): Record<string, string> {
  const removed = Object.fromEntries(foreignRepository.map((name) => [name, undefined]));
  return cleanEnvironment({
    ...removed,
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    // A folder whose own repository is damaged must not be taken for a part of ComfyUI's.
    GIT_CEILING_DIRECTORIES: dirname(cwd),
    // Failures are recognised by git's English words.
    LC_ALL: 'C',
    LANGUAGE: 'en',
  });
}

function configFor(options: GitOptions, cwd: string): string[] {
  const github = options.githubBase.replace(/\/+$/, '');
  const config = [`safe.directory=${cwd}`, 'core.longpaths=true', 'advice.detachedHead=false'];
  if (github !== 'https://github.com') config.push(`url.${github}/.insteadOf=https://github.com/`);
  if (options.proxy !== '') config.push(`http.proxy=${options.proxy}`);
  return config;
}

function reportProgress(job: JobContext, event: SimpleGitProgressEvent): void {
  const count = event.total > 0 ? ` (${event.processed} of ${event.total})` : '';
  const phase = event.method === 'clone' ? 'Cloning' : 'Fetching';
  job.report({ phase, message: `${event.stage.replace(/^remote:/, '')}: ${event.progress} %${count}` });
}

function openGit(options: GitOptions, call: Call): SimpleGit {
  const environment = gitEnvironment(call.cwd);
  return simpleGit({
    baseDir: call.cwd,
    binary: options.executable(),
    config: configFor(options, call.cwd),
    abort: call.job.signal,
    progress: (event) => {
      reportProgress(call.job, event);
    },
    timeout: { block: options.stallMs },
    allowEnvironment: Object.keys(environment),
    unsafe: trustedEnvironment,
  }).env(environment);
}

/** Asked anew each time: it changes while a command runs. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function runGit(options: GitOptions, call: Call): Promise<string> {
  if (isAborted(call.job.signal)) throw new AppError('cancelled', 'Cancelled.');
  try {
    return await openGit(options, call).raw([...call.args]);
  } catch (error) {
    if (isAborted(call.job.signal)) throw new AppError('cancelled', 'Cancelled.', { cause: error });
    const output = error instanceof Error ? error.message : String(error);
    for (const line of output.trimEnd().split(/\r?\n/).slice(-40)) call.job.log(line);
    const isRefusal = error instanceof GitPluginError && error.plugin === 'unsafe';
    if (isRefusal) throw new AppError('git-failed', `${call.what} was refused: ${output}.`, { cause: error });
    throw describeGitFailure(call.what, output, error);
  }
}

const commitForm = /^[0-9a-f]{7,64}$/i;

function cloneArguments(from: { url: string; dir: string }, want: { ref: string | null; isCommit: boolean }): string[] {
  // A commit cannot be named to `clone`; it is checked out afterwards.
  const byCommit = want.isCommit ? ['--no-checkout'] : [];
  const byName = want.ref === null || want.isCommit ? [] : ['--branch', want.ref];
  // No template: sample hooks are of no use in a pack, and copying them is a tenth of a small clone's time.
  return ['clone', '--progress', '--template=', ...byCommit, ...byName, '--', from.url, from.dir];
}

/** Makes the only way to git. */
export function createGit(options: GitOptions): Git {
  const run = (call: Call) => runGit(options, call);
  const updateSubmodules = async (dir: string, job: JobContext): Promise<void> => {
    // Most packs have none, and asking git would cost a process.
    if (!(await pathExists(join(dir, '.gitmodules')))) return;
    const args = ['submodule', 'update', '--init', '--recursive', '--progress'];
    await run({ what: 'Fetching the submodules', cwd: dir, args, job });
  };
  const checkout: Git['checkout'] = async ({ dir, ref }, job) => {
    await run({ what: `Checking out "${ref}"`, cwd: dir, args: ['checkout', '--progress', ref, '--'], job });
    await updateSubmodules(dir, job);
  };
  return {
    checkout,
    async clone({ url, dir, ref }, job) {
      job.report({ phase: 'Cloning', message: url });
      const isCommit = ref !== null && commitForm.test(ref);
      const args = cloneArguments({ url, dir }, { ref, isCommit });
      await run({ what: `Cloning ${url}`, cwd: dirname(dir), args, job });
      if (isCommit) await checkout({ dir, ref }, job);
      else await updateSubmodules(dir, job);
    },
    async restore(dir, job) {
      await run({ what: 'Writing the files of the copy', cwd: dir, args: ['reset', '--hard', '--quiet'], job });
      await updateSubmodules(dir, job);
    },
    async remoteCommit({ dir, remote, branch }, job) {
      job.report({ phase: 'Checking', message: `Asking ${remote} for ${branch}` });
      const args = ['ls-remote', '--', remote, `refs/heads/${branch}`];
      const answer = await run({ what: 'Asking the remote for its newest commit', cwd: dir, args, job });
      return /^([0-9a-f]{40,64})\s/m.exec(answer)?.[1] ?? null;
    },
    async changedFiles(dir, job) {
      const args = ['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=untracked'];
      const lines = await run({ what: 'Looking for local changes', cwd: dir, args, job });
      return lines
        .split('\n')
        .filter((line) => line.length > 3)
        .map((line) => line.slice(3));
    },
    async fetch({ dir, remote }, job) {
      job.report({ phase: 'Fetching', message: remote });
      const args = ['fetch', '--progress', '--tags', '--', remote];
      await run({ what: `Fetching from ${remote}`, cwd: dir, args, job });
    },
    async fastForward({ dir, remote, branch }, job) {
      const args = ['merge', '--ff-only', `refs/remotes/${remote}/${branch}`];
      await run({ what: `Moving to the newest commit of ${branch}`, cwd: dir, args, job });
      await updateSubmodules(dir, job);
    },
  };
}
