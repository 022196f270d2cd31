import { readGitHead, readGitUpstream, readRef } from '../../../base/git/files';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { JobContext } from '../../../base/async/job';
import { findNightly, nameOf } from './releases';
import { openClone, readPlace, type CodeContext } from './switch-run';

/** A version as the clone has it, and where the code stands. */
export interface KnownVersion {
  /** The folder of the clone. */
  dir: string;
  current: { name: string; commit: string };
  commit: string;
  /** Where new versions come from; null without a remote. */
  remote: string | null;
}

/**
 * Finds a release, branch, commit or `nightly` in what is here already; nobody is asked. Throws `comfyui-not-git`, `version-not-found` and what git
 * throws.
 */
export async function findKnownVersion(context: CodeContext, version: string, job: JobContext): Promise<KnownVersion> {
  const clone = openClone(context, job);
  const { folder, repository, dir } = clone;
  const { commit: head } = readPlace(folder);
  const upstream = readGitUpstream(folder, readGitHead(folder));
  const ofBranch = upstream === null ? null : readRef(folder, `refs/remotes/${upstream.remote}/${version}`);
  const isHash = /^[0-9a-f]{7,64}$/iu.test(version);
  const commit =
    version === 'nightly'
      ? findNightly(folder)
      : ((await repository.findCommit(`refs/tags/${version}`)) ??
        ofBranch ??
        (isHash ? await repository.findCommit(version) : null));
  if (commit === null) {
    throw new AppError('version-not-found', msg`The clone of ComfyUI does not have the version "${version}" yet.`, {
      remedy: msg`Look for new versions first, then ask again.`,
    });
  }
  const current = { name: await nameOf(clone, head), commit: head };
  return { dir, current, commit, remote: upstream?.url ?? null };
}
