import type { AppEvent } from '../../contract/events';
import type { HistoryItem, QueueView } from '../../contract/tasks/tasks';
import type { Core } from '../core/core';
import type { Progress } from '../output/progress';

/** Hears what the queue does, from before a task is ordered: what ends at once is not missed. */
export interface Follower {
  /** Waits for the end of a task. Rejects when nobody can tell any more. */
  untilEnded: (uiId: string) => Promise<HistoryItem>;
  /** Waits until nothing runs and nothing is to come. */
  untilIdle: () => Promise<void>;
  /** The tasks that have ended meanwhile. */
  ended: () => readonly HistoryItem[];
  end: () => void;
}

/** A queue that is paused as a whole begins nothing either, and a task that is paused by itself waits for somebody. */
const hasNothingToDo = ({ running, pending, paused = [], isPaused }: QueueView): boolean =>
  running.length === 0 && (isPaused || pending.every(({ ui_id }) => paused.includes(ui_id)));

/** Begins to listen. What tasks do is shown by `progress`. */
export async function followQueue(core: Core, progress: Progress): Promise<Follower> {
  const ended = new Map<string, HistoryItem>();
  const waiting = new Set<() => void>();
  let isIdle = false;
  let lost: Error | null = null;
  const wake = () => waiting.forEach((check) => check());
  const hear = (event: AppEvent): void => {
    if (event.name === 'cmd-task-progress') progress.show(event.payload);
    if (event.name !== 'cmd-queue-changed') return;
    for (const item of event.payload.finished) ended.set(item.ui_id, item);
    isIdle = hasNothingToDo(event.payload);
    wake();
  };
  const end = await core.listen(hear, (error) => {
    lost = error;
    wake();
  });
  const until = <T>(read: () => T | undefined): Promise<T> =>
    new Promise((done, fail) => {
      const check = () => {
        const found = read();
        if (found === undefined && lost === null) return;
        waiting.delete(check);
        if (found === undefined) fail(lost ?? new Error());
        else done(found);
      };
      waiting.add(check);
      check();
    });
  return {
    untilEnded: (uiId) => until(() => ended.get(uiId)),
    untilIdle: async () => {
      isIdle = hasNothingToDo(await core.call('queue.view', {}));
      await until(() => (isIdle ? true : undefined));
    },
    ended: () => [...ended.values()],
    end,
  };
}
