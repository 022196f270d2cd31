import { removeInside } from '../../../base/files/files';
import { removeIfEmpty } from '../../../base/files/hard-links';
import { readRef } from '../../../base/git/files';
import type { CodeChange } from '../../records/change-record';
import { bringChangesBack, moveFiles } from './local-changes';
import { savedFolder } from './switch-journal';
import type { CodeContext, ComfyClone } from './switch-run';

/** Puts what a change had kept aside of the person's back into its places, once the code is where it was then. */
export async function restoreSavedWork(context: CodeContext, clone: ComfyClone, { kept }: CodeChange): Promise<void> {
  // Gone since, as the person's own to delete: then there is nothing to bring.
  if (kept.changes !== null && (await clone.repository.findCommit(kept.changes.commit)) !== null)
    await bringChangesBack(clone, kept.changes);
  await moveFiles(kept.movedAside, { from: savedFolder(context.desktopDir, kept), to: clone.dir });
  for (const name of kept.missing) await removeInside(clone.dir, name);
}

async function dropBranch({ repository, folder }: ComfyClone, name: string, commit: string): Promise<void> {
  if (readRef(folder, `refs/heads/${name}`) === commit) await repository.setBranch(name, null);
}

/** Names that lead to what is in its place again go, and a branch that the change had made or moved stands where it stood. */
export async function dropSavedWork(context: CodeContext, clone: ComfyClone, change: CodeChange): Promise<void> {
  const { kept, branch, from, to } = change;
  const named = kept.changes === null ? kept.commits : [...kept.commits, kept.changes];
  for (const { name, commit } of named) await dropBranch(clone, name, commit);
  if (branch !== null && branch.name !== from.branch) {
    if (branch.commit === null) await dropBranch(clone, branch.name, to.commit);
    else await clone.repository.setBranch(branch.name, branch.commit);
  }
  await removeIfEmpty(savedFolder(context.desktopDir, kept));
}
