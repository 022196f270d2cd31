import { join } from 'node:path';
import { z } from 'zod';
import { readEntryFiles } from '../../../base/files/entry-files';
import { removeInside } from '../../../base/files/move-files';
import { quarantine } from '../../../base/files/quarantine';
import { writeSealed } from '../../../base/files/seals';
import { ChangeRecord } from '../../records/change-record';

const SwapEntry = ChangeRecord.extend({
  /** `open`: to be taken back after a crash. `closed`, as earlier versions wrote it: final. */
  state: z.enum(['open', 'closed']),
});
export type SwapEntry = z.infer<typeof SwapEntry>;

/** One small file per change that is under way. */
export interface SwapJournal {
  /** Survives a power cut once the promise is kept. */
  write(entry: SwapEntry): Promise<void>;
  /** Path of the file that is written for an entry. */
  fileOf(id: string): string;
  forget(id: string): Promise<void>;
  /** What is written down; `unreadable` names files that nobody can make sense of. */
  read(): Promise<{ entries: SwapEntry[]; unreadable: string[] }>;
  /** Puts an unreadable one where it is in nobody's way, and answers where it lies now. */
  quarantine(name: string): Promise<string>;
}

/** Opens the journal in a folder. */
export function createSwapJournal(dir: string): SwapJournal {
  const fileOf = (id: string) => join(dir, `${id}.json`);
  return {
    fileOf,
    write: (entry) => writeSealed(fileOf(entry.id), entry),
    forget: (id) => removeInside(dir, `${id}.json`),
    quarantine: (name) => quarantine(join(dir, name)),
    async read() {
      const { entries, unreadable } = await readEntryFiles(dir, (value) => SwapEntry.safeParse(value).data);
      return { entries: entries.map(({ entry }) => entry), unreadable };
    },
  };
}
