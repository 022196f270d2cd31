import { findGitFolder, readRef } from '../../../base/git/files';
import { openRepository } from '../../../base/git/repository';
import { stopIfCancelled } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { gitSettings } from '../../installation/git-settings';
import type { PackCopy } from '../inventory/inventory';
import type { PackContext, PackRun } from '../change/pack-run';
import { upstreamOf } from '../change/replace';

const branchForm = /^\w[\w./+-]*$/;

/**
 * Puts HEAD of a clone that stands on a commit back on a branch, so that it can be updated again. It stays detached when its remote has
 * no such branch, and when the branch has commits that the remote lacks: those would be lost.
 */
export async function returnToBranch(
  context: PackContext,
  place: { dir: string; remote: string; commit: string; branch: string | null },
  run: PackRun,
): Promise<void> {
  const { dir, remote, commit, branch } = place;
  const git = findGitFolder(dir);
  if (git === null || branch === null || !branchForm.test(branch) || branch.includes('..')) return;
  const followed = `refs/remotes/${remote}/${branch}`;
  if (readRef(git, followed) === null) return;
  const repository = openRepository(
    gitSettings(context.settings, () => context.config.current(), context.readToken),
    dir,
    run.job,
  );
  const tip = readRef(git, `refs/heads/${branch}`);
  if (tip !== null && tip !== commit && (await repository.countAhead(tip, followed)) > 0) return;
  await repository.setBranch(branch, commit);
  await repository.pointHead({ commit, branch });
}

/** Checks a commit out in a second clone. It is mostly there already; the remote is asked only when it is not. */
export async function checkoutCommit(
  context: PackContext,
  input: { dir: string; copy: PackCopy; commit: string; branch: string | null },
  run: PackRun,
): Promise<void> {
  const { dir, copy, commit, branch } = input;
  const { remote } = upstreamOf(copy);
  try {
    await context.git.checkout({ dir, ref: commit }, run.job);
  } catch (error) {
    stopIfCancelled(run.job);
    if (!(error instanceof AppError)) throw error;
    await context.git.fetch({ dir, remote }, run.job);
    await context.git.checkout({ dir, ref: commit }, run.job);
  }
  await returnToBranch(context, { dir, remote, commit, branch }, run);
}
