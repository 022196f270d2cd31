import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  ensureFolder,
  listNames,
  movePath,
  readJsonIfPresent,
  removeInside,
  writeJson,
} from '../../../base/files/files';
import type { Logger } from '../../../base/log';
import { statOrNull } from '../../../base/files/stat';

/** Archives that trials of updates have fetched, for the update that follows. Whatever speaks against one is as if it were not there. */
export interface TriedArchives {
  /** Keeps what came from an address; the file is moved away. */
  keep(url: string, file: string): Promise<void>;
  /** Puts what is kept of an address into `file`; false where nothing is kept of it, or not what came. */
  take(url: string, file: string): Promise<boolean>;
  /** Forgets what is kept of an address. */
  drop(url: string): Promise<void>;
}

/** Who tries updates installs them soon. */
const keptMs = 24 * 3_600_000;

const About = z.object({ url: z.string(), sha256: z.string(), at: z.string() });

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Opens the folder of kept archives, which is made when it is needed; it lies on the volume of what is prepared. */
export function createTriedArchives(folder: string, log: Logger): TriedArchives {
  const nameOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 32);
  const remove = async (name: string): Promise<void> => {
    for (const one of [`${name}.json`, `${name}.zip`]) await removeInside(folder, one);
  };
  const removeOld = async (): Promise<void> => {
    for (const one of await listNames(folder)) {
      const atMs = statOrNull(join(folder, one))?.mtimeMs ?? 0;
      if (Math.abs(Date.now() - atMs) > keptMs) await removeInside(folder, one);
    }
  };
  return {
    async keep(url, file) {
      const name = nameOf(url);
      try {
        await ensureFolder(folder);
        await removeOld();
        await remove(name);
        const sha256 = await hashOf(file);
        await movePath(file, join(folder, `${name}.zip`));
        await writeJson(join(folder, `${name}.json`), { url, sha256, at: new Date().toISOString() });
      } catch (error) {
        // Then it is fetched once more.
        log.warn('The archive of a trial could not be kept.', { url, error });
      }
    },
    async take(url, file) {
      await removeOld();
      const name = nameOf(url);
      const about = About.safeParse(await readJsonIfPresent(join(folder, `${name}.json`)).catch(() => null));
      if (!about.success || about.data.url !== url) return false;
      try {
        await movePath(join(folder, `${name}.zip`), file);
        return (await hashOf(file)) === about.data.sha256;
      } catch {
        return false;
      } finally {
        await remove(name);
      }
    },
    drop: (url) => remove(nameOf(url)),
  };
}
