import type { CopyProgress } from '../../base/files/copy-tree';
import { AppError } from '../../contract/errors';
import { say } from '../../contract/text/said';

/** How a file is put into its folder: what stops it, and who hears how far it is. */
export interface PlacingJob {
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
}

/** The files that are being put into folders of models, by the ids that their callers chose. */
export interface Placings {
  /** Runs work that can be watched and stopped under this id. Throws what the work throws. */
  run<T>(id: string, work: (job: PlacingJob) => Promise<T>): Promise<T>;
  /** How far it is; null when nothing of this id runs, or it has not begun to copy. */
  progress(id: string): CopyProgress | null;
  /** Stops it; its caller hears `cancelled`. Nothing happens where nothing of this id runs. */
  stop(id: string): void;
}

/** Keeps what runs. */
export function createPlacings(): Placings {
  const running = new Map<string, { stopping: AbortController; progress: CopyProgress | null }>();
  return {
    async run(id, work) {
      if (running.has(id)) {
        throw new AppError('invalid-input', say`A file is placed under this id already.`, {
          remedy: say`Give each its own.`,
        });
      }
      const entry: { stopping: AbortController; progress: CopyProgress | null } = {
        ...{ stopping: new AbortController(), progress: null },
      };
      running.set(id, entry);
      try {
        return await work({
          signal: entry.stopping.signal,
          onProgress: (progress) => {
            entry.progress = progress;
          },
        });
      } finally {
        running.delete(id);
      }
    },
    progress: (id) => running.get(id)?.progress ?? null,
    stop: (id) => running.get(id)?.stopping.abort(new AppError('cancelled', say`Cancelled.`)),
  };
}
