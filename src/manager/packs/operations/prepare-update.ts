import { copyForTrial } from '../../../base/files/copy-for-trial';
import { movePath } from '../../../base/files/move-files';
import type { Message } from '../../../contract/text/message';
import type { PackContext, PackRun } from '../change/pack-run';
import { stageNextCommit, stageNextRelease, type NextStaged } from '../change/replace';
import { planCarry } from '../change/user-files';
import type { PackCopy } from '../inventory/inventory';
import { findUpdate, type NextVersion } from './update';

/** What an update would bring, in a staging folder. */
export interface PreparedUpdate {
  /** What it would replace. */
  copy: PackCopy;
  /** The version in the folder: its number, or a commit; null when there is nothing newer, and no folder. */
  to: string | null;
  /** Why there is nothing newer. */
  message: Message | null;
}

async function stageNext(
  context: PackContext,
  { copy, next }: { copy: PackCopy; next: Exclude<NextVersion, { kind: 'none' }> },
  run: PackRun,
): Promise<NextStaged & { to: string }> {
  if (next.kind === 'registry') {
    return { ...(await stageNextRelease(context, { copy, record: next.record }, run)), to: next.latest };
  }
  const staged = await stageNextCommit(context, { copy, advance: next.advance }, run);
  return { ...staged, to: next.reached() };
}

/**
 * Puts what an update would bring into a folder that must not exist yet, together with copies of what people added. What is installed stays as it is. Throws as
 * `updatePack`.
 */
export async function prepareUpdate(
  context: PackContext,
  { ref, dir }: { ref: string; dir: string },
  run: PackRun,
): Promise<PreparedUpdate> {
  const { copy, next } = await findUpdate(context, ref, run);
  if (next.kind === 'none') return { copy, to: null, message: next.message };
  const { staged, entries, to } = await stageNext(context, { copy, next }, run);
  try {
    const carried = await planCarry({ entries, oldDir: copy.dir, stagedDir: staged.dir });
    for (const { from, to: place } of carried) await copyForTrial(from, place, { signal: run.job.signal });
    await movePath(staged.dir, dir);
  } finally {
    await staged.discard();
  }
  return { copy, to, message: null };
}
