import { randomUUID } from 'node:crypto';
import { join, relative } from 'node:path';
import { isInside, listNames, pathExists, removeInside } from '../../../base/files/files';
import type { Logger } from '../../../base/log';
import { AppError } from '../../../contract/errors';
import { createSwapJournal, type SwapEntry } from './swap-journal';
import { createMover, type Move, type SwapFolders } from './swap-moves';

/** A change that has been made and can still be taken back. */
export interface OpenChange {
  /** Makes it final: what it replaced is deleted. Cannot be undone afterwards. */
  close(): Promise<void>;
  /** Puts everything back where it was. */
  rollBack(): Promise<void>;
}

/** Changes to packs as a few renames, each written down before it is made, so that a crash at any point can be undone or finished. */
export interface Swap {
  /**
   * Makes the moves in order, each after its places were proven; when one fails the ones before it are taken back and the failure is
   * thrown (`path-outside-root` for a place elsewhere). Every `from` must exist before the first move, so no move may take something to
   * pieces that an earlier one brought.
   */
  apply(moves: readonly Move[]): Promise<OpenChange>;
  /** A place in the trash for something that is about to be replaced. */
  trashPlace(name: string): string;
  /** Whether nothing is half done: only then may staging be cleaned, for it may hold what people had added. */
  isSettled(): Promise<boolean>;
  /** At start: takes back what a crash left open, finishes what was already final, empties staging and trash. */
  recover(): Promise<void>;
}

export interface SwapOptions extends SwapFolders {
  journalDir: string;
  log: Logger;
}

async function requireSource(from: string): Promise<void> {
  if (await pathExists(from)) return;
  throw new AppError('internal', `"${from}" is gone, so nothing was moved.`, {
    remedy: 'Try again; something else changed the folder meanwhile.',
  });
}

async function emptyFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (const name of await listNames(folder)) await removeInside(folder, name).catch(() => undefined);
  }
}

/** The steps of a change as they touch disk and journal. */
function createSteps(options: SwapOptions) {
  const { journalDir, trashDir, log } = options;
  const journal = createSwapJournal(journalDir);
  const mover = createMover(options);
  const emptyTrash = async ({ id, moves }: SwapEntry): Promise<void> => {
    try {
      for (const { to } of moves) if (isInside(trashDir, to)) await removeInside(trashDir, relative(trashDir, to));
      await journal.forget(id);
    } catch (error) {
      // The change itself is done; what cannot be deleted now (a held file) is deleted at the next start.
      log.warn('What a change replaced could not be deleted yet', { id, error });
    }
  };
  const rollBack = async (entry: SwapEntry): Promise<void> => {
    await mover.undo(entry.moves);
    await journal.forget(entry.id);
  };
  const recoverEntry = async (entry: SwapEntry): Promise<void> => {
    const confined = await Promise.all(entry.moves.map((each) => mover.isConfined(each)));
    if (confined.includes(false)) {
      log.warn('A journal entry names places that are not ours and was dropped', { id: entry.id });
      return journal.forget(entry.id);
    }
    if (entry.state === 'closed') return emptyTrash(entry);
    log.info('Taking back a change that was interrupted', { id: entry.id });
    await rollBack(entry);
  };
  return { journal, mover, emptyTrash, rollBack, recoverEntry };
}

/** Makes the swap of an installation. */
export function createSwap(options: SwapOptions): Swap {
  const { stagingDir, trashDir, log } = options;
  const { journal, mover, emptyTrash, rollBack, recoverEntry } = createSteps(options);
  const underWay = new Set<string>();

  const settle = async (): Promise<void> => {
    for (const entry of (await journal.read()).entries) if (!underWay.has(entry.id)) await recoverEntry(entry);
  };
  const isSettled = async () => {
    const { entries, unreadable } = await journal.read();
    return unreadable.length === 0 && entries.every(({ state }) => state === 'closed');
  };
  const openChange = (entry: SwapEntry): OpenChange => ({
    rollBack: async () => {
      underWay.delete(entry.id);
      await rollBack(entry);
    },
    close: async () => {
      // With nothing in the trash the end of the entry itself makes the change final: one write to the disk less.
      const leavesTrash = entry.moves.some(({ to }) => isInside(trashDir, to));
      if (leavesTrash) await journal.write({ ...entry, state: 'closed' });
      else await journal.forget(entry.id);
      underWay.delete(entry.id);
      if (leavesTrash) await emptyTrash(entry);
    },
  });

  return {
    isSettled,
    trashPlace: (name) => join(trashDir, `${randomUUID()}-${name}`),
    async apply(moves) {
      await settle();
      for (const { from } of moves) await requireSource(from);
      const entry: SwapEntry = { id: randomUUID(), state: 'open', moves: [...moves] };
      await journal.write(entry);
      underWay.add(entry.id);
      const change = openChange(entry);
      try {
        await mover.make(moves);
      } catch (error) {
        await change.rollBack().catch((reason: unknown) => {
          log.error('A change could not be taken back; the next start does it', { id: entry.id, reason });
        });
        throw error;
      }
      return change;
    },
    async recover() {
      await settle().catch((error: unknown) => {
        log.error('A change that was interrupted could not be taken back', { error });
      });
      if (await isSettled()) await emptyFolders([stagingDir, trashDir]);
    },
  };
}
