import type { BatchTask } from '../../../src/contract/changes';
import type { HistoryEntry } from '../queue/history-entries';
import type { FindPack } from './pack-index';
import { describeTask, describeTaskList } from './task-words';

/** Reads what a batch is called: by what went well, or by what failed where nothing did. Tasks that were skipped are not told. */
export function wordBatch(findPack: FindPack, { tasks }: { tasks: readonly BatchTask[] }): string {
  const shown = tasks.filter(({ result }) => result !== 'skipped');
  const done = shown.filter(({ result }) => result === 'success');
  return describeTaskList(findPack, done.length > 0 ? done : shown, 'todo');
}

/** What an entry of the history is called: its one task as the queue knows it, else its batch. */
export function titleOfEntry(findPack: FindPack, { tasks }: HistoryEntry): string {
  const shown = tasks.filter(({ result }) => result !== 'skipped');
  const [only] = shown.length === 0 ? tasks : shown;
  if (shown.length <= 1 && only?.item != null) return describeTask(findPack, only.item);
  return wordBatch(findPack, {
    tasks: shown.length === 0 ? tasks.map((task) => ({ ...task, result: 'success' })) : tasks,
  });
}
