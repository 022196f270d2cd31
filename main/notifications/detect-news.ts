import type { ComfyStatus } from '../../src/contract/comfyui';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { followBatch } from '../shell/batch';
import { nameFolder } from '../../src/host/workspace/list-installations';

/** What must be remembered to tell what is news. */
export interface SeenNews {
  batchStartMs: number | null;
  /** When the last task ended that was seen, epoch milliseconds; null before the first look, which tells of earlier days. */
  lastEndMs: number | null;
  comfy: ComfyStatus['state'] | null;
  /** Packs that failed to import at the last start. */
  failedImports: readonly string[];
}

/** Something worth a notification. */
export type News =
  | { kind: 'batch'; startMs: number }
  | ({ kind: 'crash' } & Pick<ComfyStatus, 'crash' | 'exit'>)
  | { kind: 'imports'; names: string[] };

export const nothingSeen: SeenNews = { batchStartMs: null, lastEndMs: null, comfy: null, failedImports: [] };

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
export function watchQueue(watch: SeenNews, queue: QueueView): Step {
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
export function watchComfy(
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
