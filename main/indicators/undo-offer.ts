import type { BatchSummary } from '../../src/contract/changes';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import { describeTasks } from '../shell/task-words';
import type { Translate } from '../texts/texts';

/** What would be taken back, in few words. */
export function describeOffer(offer: UndoOffer, t: Translate): string {
  return offer.way === 'alone' ? describeTasks([offer.task], t) : describeBatch(offer.batch.tasks, t);
}

/** What a batch did, in few words: `Install my-pack`, `Install 3 packs`. */
export function describeBatch(tasks: BatchSummary['tasks'], t: Translate): string {
  // A task that failed may have changed something all the same; it is named when nothing else was done.
  const done = tasks.filter(({ result }) => result === 'success');
  return describeTasks(done.length > 0 ? done : tasks, t);
}
