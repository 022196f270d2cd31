import { someNames } from '../../base/text/some-names';
import { msg, type Message } from '../../contract/text/message';
import type { BatchTask, UndoPlan } from '../../contract/changes';

/** More names than these are told as a number. */
const named = 4;

/** Why a task of which no record was kept cannot be taken back, by what the history says of it. Pure. */
export function reasonWithoutRecord(task: BatchTask | undefined): Message {
  if (task === undefined) return msg`No record of it was kept.`;
  if (task.kind === 'update-all')
    return msg`It only ordered the updates of single packs; each of those can be taken back by itself.`;
  if (task.kind === 'repair-packages')
    return msg`It put Python packages back as they were before a change that was interrupted, so there is nothing before it.`;
  if (task.result !== 'success') return msg`It changed nothing.`;
  return msg`It changed nothing, or what it takes to take it back was not kept.`;
}

/** Why a change cannot be taken back by itself, in a sentence; null where it can. Pure. */
export function reasonOf(
  { state, standing }: Pick<UndoPlan, 'state' | 'standing'>,
  others: readonly string[],
): Message | null {
  switch (state) {
    case 'possible':
      return null;
    case 'taken-back':
      return msg`It was taken back already.`;
    case 'stands':
      return msg`Later changes stand on it: ${standing.map(({ kind, target }) => `${kind} ${target}`).join(', ')}.`;
    case 'changed':
      return msg`Something else has changed what it left: ${someNames(others, named)}.`;
    case 'gone':
      return msg`What it replaced is not in the trash any more.`;
    case 'unknown':
      return msg`No record of it was kept.`;
  }
}
