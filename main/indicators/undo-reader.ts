import type { Logger } from '../../src/base/log';
import { readCore } from '../../src/host/workspace/core-call';
import { findUndo, type UndoOffer } from '../../src/contract/undo/find-undo';
import type { Workspace } from '../../src/host/workspace/workspace';

/** The reading waits, because other work of a start is more urgent. */
const firstDelayMs = 5000;
/** Changes come in bursts, and the record of a batch is written a moment after its end. */
const gatherMs = 700;

export interface UndoReaderOptions {
  workspace: Pick<Workspace, 'operations'>;
  onUndo: (undo: UndoOffer | null) => void;
  log: Logger;
}

export interface UndoReader {
  /** To be called when what can be taken back may have changed; `isStart`: an installation was shown. */
  readSoon: (isStart?: boolean) => void;
  close: () => void;
}

/** Reads what can be taken back, which no event carries: once, soon after something changed. */
export function createUndoReader({ workspace, onUndo, log }: UndoReaderOptions): UndoReader {
  let timer: NodeJS.Timeout | undefined;
  let round = 0;

  async function read(): Promise<void> {
    timer = undefined;
    const own = (round += 1);
    const operations = workspace.operations();
    if (operations === null) return;
    const { batches } = await readCore(workspace, 'changes.list', {});
    const { tasks } = await readCore(workspace, 'undo.list', {});
    // Another installation may be shown by now, or a newer reading be under way.
    if (own === round && workspace.operations() === operations) onUndo(findUndo(batches, tasks));
  }

  const start = () => {
    read().catch((error: unknown) => log.warn('The tray could not read the last changes.', { error: String(error) }));
  };
  return {
    readSoon(isStart = false) {
      if (isStart) clearTimeout(timer);
      else if (timer !== undefined) return;
      timer = setTimeout(start, isStart ? firstDelayMs : gatherMs);
    },
    close: () => {
      round += 1;
      clearTimeout(timer);
    },
  };
}
