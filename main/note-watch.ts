import type { ComfyStatus } from '../src/contract/comfyui';
import type { QueueView } from '../src/contract/tasks';
import { followBatch } from './batch';
import { nameFolder } from './workspace-list';

/** What must be remembered to tell what is news. */
export interface NoteWatch {
  batchStartMs: number | null;
  comfy: ComfyStatus['state'] | null;
  /** Packs that failed to import at the last start. */
  failedImports: readonly string[];
}

/** Something worth a notification. */
export type News =
  | { kind: 'batch'; startMs: number }
  | ({ kind: 'crash' } & Pick<ComfyStatus, 'crash' | 'exit'>)
  | { kind: 'imports'; names: string[] };

export const nothingSeen: NoteWatch = { batchStartMs: null, comfy: null, failedImports: [] };

interface Step {
  watch: NoteWatch;
  news: News | null;
}

/** The queue is otherwise: the last task of a batch has ended, or it has not. */
export function watchQueue(watch: NoteWatch, queue: QueueView): Step {
  const startMs = watch.batchStartMs;
  const batchStartMs = followBatch(startMs, queue);
  const isOver = startMs !== null && batchStartMs === null;
  return { watch: { ...watch, batchStartMs }, news: isOver ? { kind: 'batch', startMs } : null };
}

/**
 * ComfyUI is otherwise: it crashed, or a start showed packs that do not import. What already failed at the start before is no news,
 * and what the first status tells happened before anybody watched.
 */
export function watchComfy(
  watch: NoteWatch,
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
