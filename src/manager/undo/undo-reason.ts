import { someNames } from '../../base/text/some-names';
import { msg, type Message } from '../../contract/text/message';
import type { BatchTask, UndoPlan } from '../../contract/changes';

/** More names than these are told as a number. */
const named = 4;

/** Why a task of which no record was kept cannot be taken back, by what the history says of it. Pure. */
export function reasonWithoutRecord(task: BatchTask | undefined): Message {
  if (task === undefined) return msg`There is no record of it.`;
  if (task.kind === 'update-all')
    return msg`It only queued the updates of single packs; each of those can be undone by itself.`;
  if (task.kind === 'repair-packages')
    return msg`It restored Python packages after an interrupted change, so there is no earlier state.`;
  if (task.result !== 'success') return msg`It changed nothing.`;
  return msg`It changed nothing, or what an undo needs was not kept.`;
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
      return msg`It was already undone.`;
    case 'stands':
      return msg`Later changes depend on it: ${standing.map(({ kind, target }) => `${kind} ${target}`).join(', ')}.`;
    case 'changed':
      return msg`Its result was changed since: ${someNames(others, named)}.`;
    case 'gone':
      return msg`What it replaced is no longer in the trash.`;
    case 'unknown':
      return msg`There is no record of it.`;
  }
}
