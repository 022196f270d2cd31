import type { ComfyStatus } from '../../src/contract/comfyui';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { listEnded } from '../shell/batch';
import { nothingSeen, watchComfy, watchQueue, type News } from './detect-news';
import { composeBatchNote, composeCrashNote, composeImportsNote, type Note } from './compose';
import type { Translate } from '../texts/texts';

/** Batches that follow each other at once, as a script sends them, are one piece of news. */
const settleMs = 1200;

/** What of ComfyUI's status makes news. */
export type ComfyNews = Pick<ComfyStatus, 'state' | 'imports' | 'crash' | 'exit'>;

export interface NewsOptions {
  t: Translate;
  /** To be called when the person sees the window, so that nothing is news. */
  isWatched: () => boolean;
  queue: () => QueueView | null;
  canUndo: () => boolean;
  onNote: (note: Note) => void;
}

/** Takes what happens in one installation. */
export interface NewsWatch {
  /** To be called when the queue has changed, or was read for the first time. */
  seeQueue: () => void;
  /** To be called when ComfyUI has changed, or was asked for the first time. */
  seeComfy: (status: ComfyNews) => void;
  /** Forgets what was seen, because it was of another installation. */
  forget: () => void;
}

/** Turns what happens behind the person's back into notes: one for a batch, one for a crash, one for packs that do not import. */
export function createNewsWatch(options: NewsOptions): NewsWatch {
  const { t, isWatched, onNote } = options;
  let watch = nothingSeen;
  let timer: NodeJS.Timeout | undefined;
  let settlingSinceMs: number | null = null;

  function settle(): void {
    const startMs = settlingSinceMs;
    settlingSinceMs = null;
    const queue = options.queue();
    if (startMs === null || queue === null || isWatched()) return;
    // Another batch has begun meanwhile: both are told when it ends.
    if (watch.batchStartMs !== null) {
      watch = { ...watch, batchStartMs: startMs };
      return;
    }
    const note = composeBatchNote(listEnded(queue, startMs), options.canUndo(), t);
    if (note) onNote(note);
  }

  function notify(news: News): void {
    if (news.kind === 'crash') return onNote(composeCrashNote(news, t));
    if (news.kind === 'imports') return onNote(composeImportsNote(news.names, t));
    settlingSinceMs ??= news.startMs;
    clearTimeout(timer);
    timer = setTimeout(settle, settleMs);
  }

  function take(step: ReturnType<typeof watchQueue>): void {
    watch = step.watch;
    if (step.news !== null && !isWatched()) notify(step.news);
  }

  return {
    seeQueue() {
      const queue = options.queue();
      if (queue) take(watchQueue(watch, queue));
    },
    seeComfy(status) {
      take(watchComfy(watch, status));
    },
    forget() {
      watch = nothingSeen;
      settlingSinceMs = null;
      clearTimeout(timer);
    },
  };
}
