import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { listEnded, followBatch } from '../shell/batch';
import { composeBatchNote, composeCrashNote, composeImportsNote, type Note } from './compose';
import type { Translate } from '../texts/texts';
import { nameFolder } from '../../src/host/workspace/list-installations';

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

/** What must be remembered to tell what is news. */
interface SeenNews {
  batchStartMs: number | null;
  /** When the last task ended that was seen, epoch milliseconds; null before the first look, which tells of earlier days. */
  lastEndMs: number | null;
  comfy: ComfyStatus['state'] | null;
  /** Packs that failed to import at the last start. */
  failedImports: readonly string[];
}

/** Something worth a notification. */
type News =
  | { kind: 'batch'; startMs: number }
  | ({ kind: 'crash' } & Pick<ComfyStatus, 'crash' | 'exit'>)
  | { kind: 'imports'; names: string[] };

const nothingSeen: SeenNews = { batchStartMs: null, lastEndMs: null, comfy: null, failedImports: [] };

interface Step {
  watch: SeenNews;
  news: News | null;
}

/** Since when tasks have ended that were never seen at work: one that takes a moment is over before anybody is told that it began. */
function findUnseenStart({ lastEndMs }: SeenNews, { finished }: QueueView): number | null {
  if (lastEndMs === null) return null;
  const unseen = finished.filter(({ timestamp }) => Date.parse(timestamp) > lastEndMs);
  return unseen.length === 0 ? null : Math.min(...unseen.map((item) => Date.parse(item.started_at)));
}

/** Steps by a changed queue: the last task of a batch has ended, or it has not. */
function watchQueue(watch: SeenNews, queue: QueueView): Step {
  const startMs = watch.batchStartMs ?? findUnseenStart(watch, queue);
  const batchStartMs = followBatch(startMs, queue);
  const lastEndMs = Math.max(watch.lastEndMs ?? 0, ...queue.finished.map(({ timestamp }) => Date.parse(timestamp)));
  const isOver = startMs !== null && batchStartMs === null;
  return { watch: { ...watch, batchStartMs, lastEndMs }, news: isOver ? { kind: 'batch', startMs } : null };
}

/**
 * Steps by a changed ComfyUI: it crashed, or a start showed packs that do not import. What already failed at the start before is no news,
 * and what the first status tells happened before anybody watched.
 */
function watchComfy(
  watch: SeenNews,
  { state, imports, crash, exit }: Pick<ComfyStatus, 'state' | 'imports' | 'crash' | 'exit'>,
): Step {
  const next = { ...watch, comfy: state };
  if (watch.comfy === null || watch.comfy === state) return { watch: next, news: null };
  if (state === 'crashed') return { watch: next, news: { kind: 'crash', crash, exit } };
  if (state !== 'running') return { watch: next, news: null };
  const failedImports = imports.filter(({ hasFailed }) => hasFailed).map(({ path }) => nameFolder(path));
  const names = failedImports.filter((name) => !watch.failedImports.includes(name));
  return { watch: { ...next, failedImports }, news: names.length > 0 ? { kind: 'imports', names } : null };
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
