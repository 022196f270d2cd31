import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { listNames, removeInside } from '../../../base/files/files';
import { statOrNull } from '../../../base/files/stat';

/** Who tries updates installs them soon. */
const keptMs = 24 * 3_600_000;

/** The folder of what trials of updates have fetched; it is made when it is needed, and lies on the volume of what is prepared. */
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
export function openTriedFolder(dir: string): TriedFolder {
  return {
    dir,
    nameOf: (address) => createHash('sha256').update(address).digest('hex').slice(0, 32),
    async remove(name) {
      for (const one of [`${name}.json`, `${name}.zip`, name]) await removeInside(dir, one);
    },
    async removeOld() {
      for (const one of await listNames(dir)) {
        const atMs = statOrNull(join(dir, one))?.mtimeMs ?? 0;
        if (Math.abs(Date.now() - atMs) > keptMs) await removeInside(dir, one);
      }
    },
  };
}

/** The SHA-256 of a file. */
export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
