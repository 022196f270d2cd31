import { join } from 'node:path';
import { z } from 'zod';
import { listNames, readJsonIfPresent, removeInside, writeJson } from '../../../base/files/files';

const SwapEntry = z.object({
  id: z.uuid(),
  /** `open`: to be taken back after a crash. `closed`: final, only the trash is left to delete. */
  state: z.enum(['open', 'closed']),
  moves: z.array(z.object({ from: z.string(), to: z.string() })),
});
export type SwapEntry = z.infer<typeof SwapEntry>;

/** One small file per change that is under way. */
export interface SwapJournal {
  /** Survives a power cut once the promise is kept. */
  write(entry: SwapEntry): Promise<void>;
  forget(id: string): Promise<void>;
  /** What is written down; `unreadable` names files that nobody can make sense of, which are left alone. */
  read(): Promise<{ entries: SwapEntry[]; unreadable: string[] }>;
}

/** Opens the journal in a folder. */
export function createSwapJournal(dir: string): SwapJournal {
  return {
    write: (entry) => writeJson(join(dir, `${entry.id}.json`), entry),
    forget: (id) => removeInside(dir, `${id}.json`),
    async read() {
      const entries: SwapEntry[] = [];
      const unreadable: string[] = [];
      for (const name of await listNames(dir)) {
        if (!name.endsWith('.json')) {
          // Half an entry that a crash kept from getting its name; nothing had been moved for it yet.
          await removeInside(dir, name);
          continue;
        }
        const entry = SwapEntry.safeParse(await readJsonIfPresent(join(dir, name))).data;
        if (entry === undefined) unreadable.push(name);
        else entries.push(entry);
      }
      return { entries, unreadable };
    },
  };
}
