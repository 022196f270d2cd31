import { createHash, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { listNames, readJsonIfPresent, realPathOf, writePrivate } from '../../base/files/files';
import { removeInside } from '../../base/files/move-files';
import { syncFolder } from '../../base/files/sync';
import type { Logger } from '../../base/log';

const Secret = z.string().regex(/^[\da-f]{64}$/u);
const Kept = z.object({
  /** The folder of the app in it, by its real path and its inode. */
  path: z.string(),
  inode: z.string(),
  /** What seals the files of the app in it. */
  key: Secret,
  /** Under which the lines of its queue stand: that of the last opening, and of one that could not write the queue anew. */
  queueStarts: z.array(Secret),
  /** Values of `config.ini` that came with the folder and do not count as long as they are these. */
  heldConfig: z.record(z.string(), z.unknown()).default({}),
});

/** What this profile knows of a folder that it has opened. It is here and not in the folder: whoever can write there proves nothing by it. */
export type FolderRecord = z.infer<typeof Kept>;

export interface KnownFolder {
  /** Changed in place, and kept by `save`. */
  record: FolderRecord;
  /** This profile has not opened it before, as far as it knows. */
  isNew: boolean;
  /** Where that is impossible, the next opening asks again. */
  save(): Promise<void>;
}

export const newSecret = (): string => randomBytes(32).toString('hex');

const nameOf = (path: string): string => `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`;

const read = async (file: string): Promise<FolderRecord | null> =>
  Kept.safeParse(await readJsonIfPresent(file).catch(() => null)).data ?? null;

/** The record of a folder that was moved: another path, and still the same folder. A copy is another one, as for the lease (decision 71). */
async function findMoved(dir: string, inode: string): Promise<FolderRecord | null> {
  for (const name of await listNames(dir)) {
    const record = await read(join(dir, name));
    if (record?.inode !== inode || (await inodeOf(record.path)) === inode) continue;
    await removeInside(dir, name).catch(() => undefined);
    return record;
  }
  return null;
}

const inodeOf = async (path: string): Promise<string | null> =>
  stat(path, { bigint: true }).then(
    ({ ino }) => String(ino),
    () => null,
  );

/** What the profile knows of the folder that has our files; a new record where it knows nothing. Without a profile nothing is kept. */
export async function openFolderRecord(
  desktopDir: string,
  { profileDir, log }: { profileDir: string; log: Logger },
): Promise<KnownFolder> {
  const dir = join(profileDir, 'folders');
  const path = await realPathOf(desktopDir);
  const inode = (await inodeOf(path)) ?? '';
  const file = join(dir, nameOf(path));
  const found = (await read(file)) ?? (await findMoved(dir, inode));
  const made = { key: newSecret(), queueStarts: [], heldConfig: {} };
  const record: FolderRecord = { ...(found ?? made), path, inode };
  const save = () =>
    writePrivate(file, JSON.stringify(record))
      // What is sealed by it must not outlive it: a power cut would make our own files foreign.
      .then(() => syncFolder(dir))
      .catch((error: unknown) =>
        log.warn('What the app knows of a folder could not be kept, so its files are asked about again.', { error }),
      );
  return { record, isNew: found === null, save };
}
