import { join, dirname } from 'node:path';
import { msg } from '../../contract/text/message';
import { pathExists } from '../files/files';
import { carryEdits, listChangedFiles, type ComparedClone, type EditedFile } from './edited';
import { refArgument, runGit, type GitCall, type GitOptions } from './command';
import { loginNote } from './logins';
import type { JobContext } from '../async/job';

/** Git as this app uses it. Every call ends with the job's signal (`cancelled`), and throws what `describeGitFailure` says. */
export interface Git {
  /** Clones with all history and submodules into `dir`, which must not exist. `ref`: branch, tag or commit; null is the default branch. */
  clone(input: { url: string; dir: string; ref: string | null }, job: JobContext): Promise<void>;
  /** The commit a branch has on its remote, without fetching anything; null when the remote has no such branch. */
  remoteCommit(input: { dir: string; remote: string; branch: string }, job: JobContext): Promise<string | null>;
  /** As `listChangedFiles`: nothing of the clone runs. */
  changedFiles(clone: ComparedClone, job: JobContext): Promise<string[]>;
  /** As `carryEdits`. */
  carryEdits(file: EditedFile, job: JobContext): Promise<boolean>;
  fetch(input: { dir: string; remote: string }, job: JobContext): Promise<void>;
  /** Writes the files of the current commit, submodules included. Only for copies that nobody else uses: edits are overwritten. */
  restore(dir: string, job: JobContext): Promise<void>;
  /** Moves the current branch ahead to its remote branch; never merges, stashes or resets. */
  fastForward(input: { dir: string; remote: string; branch: string }, job: JobContext): Promise<void>;
  checkout(input: { dir: string; ref: string }, job: JobContext): Promise<void>;
}

const commitForm = /^[0-9a-f]{7,64}$/i;

function cloneArguments(from: { url: string; dir: string }, want: { ref: string | null; isCommit: boolean }): string[] {
  // A commit cannot be named to `clone`; it is checked out afterwards.
  const byCommit = want.isCommit ? ['--no-checkout'] : [];
  const byName = want.ref === null || want.isCommit ? [] : ['--branch', refArgument(want.ref)];
  // No template: sample hooks are of no use in a pack, and copying them is a tenth of a small clone's time.
  return ['clone', '--progress', '--template=', ...byCommit, ...byName, '--', from.url, from.dir];
}

/**
 * Whether a fetch ended with an error only because tags that are here already point elsewhere on the remote (a moving `latest`).
 * Everything else was fetched then, and the own tags stay.
 */
export function hasOnlyClashingTags(output: string): boolean {
  const refusals = output.split(/\r?\n/).filter((line) => /^\s*! \[|^(fatal|error):/.test(line));
  return refusals.length > 0 && refusals.every((line) => line.includes('would clobber existing tag'));
}

/** Brings the submodules to the commits that the checked out one names. */
export async function fetchSubmodules(options: GitOptions, dir: string, job: JobContext): Promise<void> {
  // Most repositories have none, and asking git would cost a process.
  if (!(await pathExists(join(dir, '.gitmodules')))) return;
  const args = ['submodule', 'update', '--init', '--recursive', '--progress'];
  await runGit(options, { what: msg`Fetching the submodules`, cwd: dir, args, job });
}

/** Makes the way to git for copies that are cloned and swapped in; `repository.ts` has what works in place. */
export function createGit(options: GitOptions): Git {
  const run = (call: GitCall) => runGit(options, call);
  const updateSubmodules = (dir: string, job: JobContext) => fetchSubmodules(options, dir, job);
  const checkout: Git['checkout'] = async ({ dir, ref }, job) => {
    await run({
      what: msg`Checking out "${ref}"`,
      cwd: dir,
      args: ['checkout', '--progress', refArgument(ref), '--'],
      job,
    });
    await updateSubmodules(dir, job);
  };
  return {
    checkout,
    async clone({ url, dir, ref }, job) {
      job.report({ phase: msg`Cloning`, message: url });
      const note = await loginNote(url);
      if (note !== null) job.log(note);
      const isCommit = ref !== null && commitForm.test(ref);
      const args = cloneArguments({ url, dir }, { ref, isCommit });
      await run({ what: msg`Cloning ${url}`, cwd: dirname(dir), args, job });
      if (isCommit) await checkout({ dir, ref }, job);
      else await updateSubmodules(dir, job);
    },
    async restore(dir, job) {
      await run({ what: msg`Writing the files of the copy`, cwd: dir, args: ['reset', '--hard', '--quiet'], job });
      await updateSubmodules(dir, job);
    },
    async remoteCommit({ dir, remote, branch }, job) {
      job.report({ phase: msg`Checking`, message: msg`Asking ${remote} for ${branch}` });
      const args = ['ls-remote', '--', remote, `refs/heads/${branch}`];
      const answer = await run({ what: msg`Asking the remote for its newest commit`, cwd: dir, args, job });
      return /^([0-9a-f]{40,64})\s/m.exec(answer)?.[1] ?? null;
    },
    changedFiles: (clone, job) => listChangedFiles(options, clone, job),
    carryEdits: (file, job) => carryEdits(options, file, job),
    async fetch({ dir, remote }, job) {
      job.report({ phase: msg`Fetching`, message: remote });
      const args = ['fetch', '--progress', '--tags', '--', remote];
      await run({ what: msg`Fetching from ${remote}`, cwd: dir, args, job, isHarmless: hasOnlyClashingTags });
    },
    async fastForward({ dir, remote, branch }, job) {
      const args = ['merge', '--ff-only', `refs/remotes/${remote}/${branch}`];
      await run({ what: msg`Moving to the newest commit of ${branch}`, cwd: dir, args, job });
      await updateSubmodules(dir, job);
    },
  };
}
