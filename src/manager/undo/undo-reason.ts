import { someNames } from '../../base/text/some-names';
import { say, spell } from '../../contract/text/said';
import type { BatchTask, UndoPlan } from '../../contract/changes';

/** More names than these are told as a number. */
const named = 4;

/** Why a task of which no record was kept cannot be taken back, by what the history says of it. Pure. */
export function reasonWithoutRecord(task: BatchTask | undefined): string {
  if (task === undefined) return spell(say`No record of it was kept.`);
  if (task.kind === 'update-all')
    return spell(say`It only ordered the updates of single packs; each of those can be taken back by itself.`);
  if (task.kind === 'repair-packages')
    return spell(
      say`It put Python packages back as they were before a change that was interrupted, so there is nothing before it.`,
    );
  if (task.result !== 'success') return spell(say`It changed nothing.`);
  return spell(say`It changed nothing, or what it takes to take it back was not kept.`);
}

/** Why a change cannot be taken back by itself, in a sentence; null where it can. Pure. */
export function reasonOf(
  { state, standing }: Pick<UndoPlan, 'state' | 'standing'>,
  others: readonly string[],
): string | null {
  switch (state) {
    case 'possible':
      return null;
    case 'taken-back':
      return 'It was taken back already.';
    case 'stands':
      return `Later changes stand on it: ${standing.map(({ kind, target }) => `${kind} ${target}`).join(', ')}.`;
    case 'changed':
      return `Something else has changed what it left: ${spell(someNames(others, named))}.`;
    case 'gone':
      return 'What it replaced is not in the trash any more.';
    case 'unknown':
      return spell(say`No record of it was kept.`);
  }
}
