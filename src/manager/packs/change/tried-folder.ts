import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { listNames, removeInside } from '../../../base/files/files';
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
  return {
    dir,
    nameOf: (address) => createHash('sha256').update(address).digest('hex').slice(0, 32),
    remove: (name) => removeAll([`${name}.json`, `${name}.zip`, name]),
    removeOld: async () => removeAll((await listNames(dir).catch(() => [])).filter(isOld)),
  };
}

/** The SHA-256 of a file. */
export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
