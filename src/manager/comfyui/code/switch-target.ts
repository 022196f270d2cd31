import { listTagNames, readDefaultBranch, readRef } from '../../../base/git/files';
import type { HeadPlace } from '../../../base/git/repository';
import type { ComfyRequest } from '../../../contract/comfyui/comfyui-versions';
import { AppError } from '../../../contract/errors';
import type { UpdatePolicy } from '../../../contract/settings';
import { type Message, msg } from '../../../contract/text/message';
import { findRemote, type ComfyClone } from './switch-run';
import { listReleases } from './tags';

/** What somebody wants: the newest commit of the default branch, the newest release, or a tag, branch or commit by name. */
export type WantedVersion = { kind: 'nightly' } | { kind: 'stable' } | { kind: 'ref'; name: string };

/** Where HEAD shall be. */
export interface SwitchTarget extends HeadPlace {
  /** Where the branch stands now; null when it is made anew, or HEAD will be detached. */
  branchCommit: string | null;
}

/** What a task asks for. The update policy decides where it leaves that open. Pure. */
export function chooseWanted({ target_version, is_stable }: ComfyRequest, policy: UpdatePolicy): WantedVersion {
  if (target_version != null) return { kind: 'ref', name: target_version };
  const isStable = is_stable ?? ['stable', 'stable-comfyui'].includes(policy);
  return { kind: isStable ? 'stable' : 'nightly' };
}

const isHash = (name: string) => /^[0-9a-f]{7,64}$/i.test(name);
const isFullHash = (name: string) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(name);
/** `v1.2.3-4-gabcdef0`, as the version picker shows a commit between two releases. */
const isDescription = (name: string) => /-\d+-g[0-9a-f]{4,}$/i.test(name);

function detachedAt(commit: string): SwitchTarget {
  return { commit, branch: null, branchCommit: null };
}

function notFound(message: Message): AppError {
  return new AppError('version-not-found', message, { remedy: msg`Choose a release of the list, or \`nightly\`.` });
}

/** The newest commit of a branch on the remote. A local branch that has everything of it, and more, stays where it is. */
async function followBranch(clone: ComfyClone, remote: string, branch: string): Promise<SwitchTarget> {
  const tracks = `refs/remotes/${remote}/${branch}`;
  await clone.repository.fetch(remote, [`+refs/heads/${branch}:${tracks}`]);
  const newest = await clone.repository.findCommit(tracks);
  if (newest === null) throw notFound(msg`The remote of ComfyUI has no branch "${branch}" any more.`);
  const branchCommit = readRef(clone.folder, `refs/heads/${branch}`);
  if (branchCommit === null) return { commit: newest, branch, branchCommit, tracks };
  const hasAll = (await clone.repository.countAhead(newest, branchCommit)) === 0;
  return { commit: hasAll ? branchCommit : newest, branch, branchCommit };
}

async function findNightly(clone: ComfyClone): Promise<SwitchTarget> {
  const remote = findRemote(clone.folder);
  const { defaultBranch } = await clone.repository.askRemote(remote, []);
  const branch = defaultBranch ?? readDefaultBranch(clone.folder, remote);
  if (branch === null) throw notFound(msg`The default branch of ComfyUI is not known.`);
  return followBranch(clone, remote, branch);
}

async function findStable(clone: ComfyClone): Promise<SwitchTarget> {
  await clone.repository.fetch(findRemote(clone.folder), []);
  const newest = listReleases(listTagNames(clone.folder))[0];
  const commit = newest === undefined ? null : await clone.repository.findCommit(`refs/tags/${newest}`);
  if (commit === null) throw notFound(msg`The repository of ComfyUI has no release (a tag vX.Y.Z).`);
  return detachedAt(commit);
}

/** Tags and commits that are here already; they do not move, so nobody needs to be asked. */
async function findHere(clone: ComfyClone, name: string): Promise<SwitchTarget | null> {
  const tagged = await clone.repository.findCommit(`refs/tags/${name}`);
  const commit =
    tagged === null && (isHash(name) || isDescription(name)) ? await clone.repository.findCommit(name) : tagged;
  return commit === null ? null : detachedAt(commit);
}

/** A commit that no branch or tag of the remote may lead to, e.g. of a pull request. */
async function fetchCommit(clone: ComfyClone, remote: string, hash: string): Promise<void> {
  try {
    await clone.repository.fetch(remote, [hash]);
  } catch (error) {
    if (!(error instanceof AppError) || !['git-failed', 'version-not-found'].includes(error.code)) throw error;
  }
}

async function findNamed(clone: ComfyClone, name: string): Promise<SwitchTarget> {
  const here = await findHere(clone, name);
  if (here !== null) return here;
  const remote = findRemote(clone.folder);
  const { refs } = await clone.repository.askRemote(remote, [`refs/heads/${name}`]);
  if (refs.has(`refs/heads/${name}`)) return followBranch(clone, remote, name);
  const branchCommit = readRef(clone.folder, `refs/heads/${name}`);
  if (branchCommit !== null) return { commit: branchCommit, branch: name, branchCommit };
  await clone.repository.fetch(remote, []);
  const fetched = await findHere(clone, name);
  if (fetched !== null) return fetched;
  if (isFullHash(name)) await fetchCommit(clone, remote, name);
  const commit = await clone.repository.findCommit(name);
  if (commit !== null) return detachedAt(commit);
  throw notFound(msg`ComfyUI has no tag, branch or commit "${name}".`);
}

/**
 * Finds where HEAD must go, fetching what is needed for the answer. A remote that cannot be reached is a failure, never "up to date"
 * (beats W13). Throws `version-not-found`, `git-failed` and what git calls throw.
 */
export function findTarget(clone: ComfyClone, wanted: WantedVersion): Promise<SwitchTarget> {
  switch (wanted.kind) {
    case 'nightly':
      return findNightly(clone);
    case 'stable':
      return findStable(clone);
    case 'ref':
      return wanted.name === 'nightly' ? findNightly(clone) : findNamed(clone, wanted.name);
  }
}
