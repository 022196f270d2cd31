import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import { digestFile } from '../../../base/files/digest';
import { listNames, readJsonIfPresent, removeInside } from '../../../base/files/files';
import { statOrNull } from '../../../base/files/stat';
import type { Logger } from '../../../base/log';

/** Who tries updates installs them soon. */
const keptMs = 24 * 3_600_000;

/**
 * The folder of what trials of updates have fetched (`Paths.triedDir`); it is made when it is needed. Removing throws nothing: a file that another program holds is
 * no reason for an update to fail, or for a trial to tell another error than its own.
 */
export interface TriedFolder {
  dir: string;
  /** The name of what is kept by an address. */
  nameOf(address: string): string;
  /** Removes what is kept under a name, whatever it is. */
  remove(name: string): Promise<void>;
  /** Removes what nobody has asked for within a day. */
  removeOld(): Promise<void>;
  /** Makes room for what is to be kept by an address; answers its name. */
  begin(address: string): Promise<string>;
  /** What is written down of that which is kept by an address; null where nothing of today is, or nothing that can be read. */
  read<T>(address: string, form: z.ZodType<T>): Promise<T | null>;
}

/** Opens the folder. */
export function openTriedFolder(dir: string, log: Logger): TriedFolder {
  const removeAll = async (names: readonly string[]): Promise<void> => {
    for (const name of names)
      await removeInside(dir, name).catch((error: unknown) => {
        log.warn('What a trial has fetched could not be removed.', { name, error });
      });
  };
  const isOld = (name: string): boolean => Math.abs(Date.now() - (statOrNull(join(dir, name))?.mtimeMs ?? 0)) > keptMs;
  const nameOf = (address: string): string => createHash('sha256').update(address).digest('hex').slice(0, 32);
  const remove = (name: string): Promise<void> => removeAll([`${name}.json`, `${name}.zip`, name]);
  const removeOld = async (): Promise<void> => removeAll((await listNames(dir).catch(() => [])).filter(isOld));
  return {
    ...{ dir, nameOf, remove, removeOld },
    async begin(address) {
      await removeOld();
      const name = nameOf(address);
      await remove(name);
      return name;
    },
    async read(address, form) {
      const file = `${nameOf(address)}.json`;
      if (isOld(file)) return null;
      const stored = await readJsonIfPresent(join(dir, file)).catch(() => null);
      return form.safeParse(stored).data ?? null;
    },
  };
}

/** The SHA-256 of a file. */
export async function hashOfFile(file: string): Promise<string> {
  return (await digestFile(file, 'sha256')).toString('hex');
}
