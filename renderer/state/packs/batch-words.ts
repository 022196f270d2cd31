import type { BatchTask } from '../../../src/contract/changes';
import type { HistoryEntry } from '../queue/history-entries';
import { describeTask, describeTaskList, type Speaking } from './task-words';

/** Reads what a batch is called: by what went well, or by what failed where nothing did. Tasks that were skipped are not told. */
export function wordBatch(speaking: Speaking, { tasks }: { tasks: readonly BatchTask[] }): string {
  const shown = tasks.filter(({ result }) => result !== 'skipped');
  const done = shown.filter(({ result }) => result === 'success');
  return describeTaskList(speaking, done.length > 0 ? done : shown, 'todo');
}

/** What an entry of the history is called: its one task as the queue knows it, else its batch. */
export function titleOfEntry(speaking: Speaking, { tasks }: HistoryEntry): string {
  const shown = tasks.filter(({ result }) => result !== 'skipped');
  const [only] = shown.length === 0 ? tasks : shown;
  if (shown.length <= 1 && only?.item != null) return describeTask(speaking, only.item);
  return wordBatch(speaking, {
    tasks: shown.length === 0 ? tasks.map((task) => ({ ...task, result: 'success' })) : tasks,
  });
}
