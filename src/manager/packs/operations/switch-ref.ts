import { findGitFolder, readDefaultBranch, readGitHead, readGitUpstream } from '../../../base/git/files';
import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import type { PackCopy } from '../inventory/inventory';
import type { PackContext, PackRun } from '../change/pack-run';
import { upstreamOf } from '../change/replace';

/** Moves a second clone to a branch, tag or commit of its remote; null is the remote's default branch. A branch is brought up to date. */
export async function switchRef(
  context: PackContext,
  input: { dir: string; copy: PackCopy; ref: string | null },
  run: PackRun,
): Promise<void> {
  const { dir, copy, ref } = input;
  const { remote } = upstreamOf(copy);
  await context.git.fetch({ dir, remote }, run.job);
  const git = findGitFolder(dir);
  const wanted = ref ?? (git === null ? null : readDefaultBranch(git, remote));
  if (git === null || wanted === null) {
    throw new AppError('version-not-found', msg`The default branch of "${packMessage(copy.name)}" is not known.`, {
      remedy: msg`Name the branch to install.`,
    });
  }
  await context.git.checkout({ dir, ref: wanted }, run.job);
  const head = readGitHead(git);
  const upstream = readGitUpstream(git, head);
  if (upstream !== null && upstream.branch !== null) {
    await context.git.fastForward({ dir, remote: upstream.remote, branch: upstream.branch }, run.job);
  }
}
