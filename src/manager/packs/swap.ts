import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { listNames, movePath, pathExists, readJsonIfPresent, removeInside, writeJson } from '../../base/files';
import type { Logger } from '../../base/log';

/** One rename; both paths absolute and on one volume. */
export interface Move {
  from: string;
  to: string;
}

/** A change that has been made and can still be taken back. */
export interface OpenChange {
  /** Makes it final: what it replaced is deleted. Cannot be undone afterwards. */
  close(): Promise<void>;
  /** Puts everything back where it was. */
  rollBack(): Promise<void>;
}

/** Changes to packs as a few renames, each written down before it is made, so that a crash at any point can be undone or finished. */
export interface Swap {
  /** Makes the moves in order; when one fails the ones before it are taken back and the failure is thrown. */
  apply(moves: readonly Move[]): Promise<OpenChange>;
  /** A place in the trash for something that is about to be replaced. */
  trashPlace(name: string): string;
  /** At start: takes back what a crash left open, finishes what was already final, empties staging and trash. */
  recover(): Promise<void>;
}

const JournalEntry = z.object({
  id: z.string(),
  /** `open`: to be taken back after a crash. `closed`: final, only the trash is left to delete. */
  state: z.enum(['open', 'closed']),
  moves: z.array(z.object({ from: z.string(), to: z.string() })),
});
type JournalEntry = z.infer<typeof JournalEntry>;

export interface SwapOptions {
  journalDir: string;
  stagingDir: string;
  trashDir: string;
  log: Logger;
}

/** A move has happened when its target is there and its source is not; checked on disk, because a crash may fall between two lines. */
async function hasHappened({ from, to }: Move): Promise<boolean> {
  return (await pathExists(to)) && !(await pathExists(from));
}

async function undo(moves: readonly Move[]): Promise<void> {
  for (const move of [...moves].reverse()) {
    if (await hasHappened(move)) await movePath(move.to, move.from);
  }
}

/** Makes the swap of an installation. */
export function createSwap(options: SwapOptions): Swap {
  const { journalDir, stagingDir, trashDir, log } = options;
  const entryFile = (id: string) => join(journalDir, `${id}.json`);
  const write = (entry: JournalEntry) => writeJson(entryFile(entry.id), entry);
  const forget = (id: string) => removeInside(journalDir, `${id}.json`);

  const emptyTrash = async ({ id, moves }: JournalEntry): Promise<void> => {
    try {
      for (const { to } of moves) {
        if (join(trashDir, basename(to)) === to) await removeInside(trashDir, basename(to));
      }
      await forget(id);
    } catch (error) {
      // The change itself is done; what cannot be deleted now (a held file) is deleted at the next start.
      log.warn('What a change replaced could not be deleted yet', { id, error });
    }
  };

  const rollBack = async (entry: JournalEntry): Promise<void> => {
    await undo(entry.moves);
    await forget(entry.id);
  };

  const recoverEntry = async (name: string): Promise<void> => {
    const entry = JournalEntry.safeParse(await readJsonIfPresent(join(journalDir, name))).data;
    if (entry === undefined) {
      log.warn('A journal entry could not be read and was left alone', { name });
      return;
    }
    if (entry.state === 'closed') return emptyTrash(entry);
    log.info('Taking back a change that was interrupted', { id: entry.id });
    await rollBack(entry);
  };

  return {
    trashPlace: (name) => join(trashDir, `${randomUUID()}-${name}`),
    async apply(moves) {
      const entry: JournalEntry = { id: randomUUID(), state: 'open', moves: [...moves] };
      await write(entry);
      try {
        for (const { from, to } of moves) await movePath(from, to);
      } catch (error) {
        await rollBack(entry);
        throw error;
      }
      return {
        rollBack: () => rollBack(entry),
        close: async () => {
          await write({ ...entry, state: 'closed' });
          await emptyTrash(entry);
        },
      };
    },
    async recover() {
      for (const name of await listNames(journalDir)) {
        if (!name.endsWith('.json')) {
          // Half an entry that a crash kept from getting its name; nothing had been moved for it yet.
          await removeInside(journalDir, name);
          continue;
        }
        await recoverEntry(name).catch((error: unknown) => {
          log.error('A change that was interrupted could not be taken back', { name, error });
        });
      }
      const isClean = (await listNames(journalDir)).length === 0;
      for (const folder of isClean ? [stagingDir, trashDir] : []) {
        for (const name of await listNames(folder)) await removeInside(folder, name).catch(() => undefined);
      }
    },
  };
}
