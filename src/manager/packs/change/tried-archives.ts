import { join } from 'node:path';
import { z } from 'zod';
import { ensureFolder, movePath, writeJson } from '../../../base/files/files';
import type { Logger } from '../../../base/log';
import { hashOfFile, type TriedFolder } from './tried-folder';

/** Archives that trials of updates have fetched, for the update that follows. Whatever speaks against one is as if it were not there. */
export interface TriedArchives {
  /** Keeps what came from an address; the file is moved away. */
  keep(url: string, file: string): Promise<void>;
  /** Puts what is kept of an address into `file`; false where nothing is kept of it, or not what came. */
  take(url: string, file: string): Promise<boolean>;
}

/** Without the address: the name is made of it, and the address of a download may be signed. */
const About = z.object({ sha256: z.string() });

/** Makes the keeper on the folder of what trials have fetched. */
export function createTriedArchives(folder: TriedFolder, log: Logger): TriedArchives {
  return {
    async keep(url, file) {
      try {
        await ensureFolder(folder.dir);
        const name = await folder.begin(url);
        const sha256 = await hashOfFile(file);
        await movePath(file, join(folder.dir, `${name}.zip`));
        await writeJson(join(folder.dir, `${name}.json`), { sha256 });
      } catch (error) {
        // Then it is fetched once more.
        log.warn('The archive of a trial could not be kept.', { url, error });
      }
    },
    async take(url, file) {
      const about = await folder.read(url, About);
      if (about === null) return false;
      const name = folder.nameOf(url);
      try {
        await movePath(join(folder.dir, `${name}.zip`), file);
        return (await hashOfFile(file)) === about.sha256;
      } catch {
        return false;
      } finally {
        await folder.remove(name);
      }
    },
  };
}
