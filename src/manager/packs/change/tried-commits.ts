import { dirname, join } from 'node:path';
import { z } from 'zod';
import { copyAside } from '../../../base/files/copy-aside';
import { ensureFolder, listNames, movePath, pathExists, writeJson } from '../../../base/files/files';
import type { Logger } from '../../../base/log';
import { hashOfFile, type TriedFolder } from './tried-folder';

/**
 * What trials of updates have fetched of clones: files of git's objects, for the update that follows. They are put beside those of the clone before it fetches, and
 * git then asks its remote for nothing that is there. Whatever speaks against them is as if they were not there. Those of submodules are not among them.
 */
export interface TriedCommits {
  /** Keeps the objects that the repository in `dir` has and that in `knownDir` lacks. */
  keep(address: string, place: { dir: string; knownDir: string }, signal: AbortSignal): Promise<void>;
  /** Puts what is kept of an address into the repository in `dir`; false where nothing is kept of it, or not what came. */
  take(address: string, dir: string): Promise<boolean>;
}

const objectsOf = (dir: string): string => join(dir, '.git', 'objects');

/** Names below the folder of objects: loose ones, and what belongs to packs of them. */
const objectForm = /^(?:[\da-f]{2}\/[\da-f]{38,62}|pack\/pack-[\da-f]{40,64}\.(?:pack|idx|rev|promisor))$/u;

/** Without the address: the name is made of it. */
const About = z.object({
  objects: z.array(z.object({ name: z.string().regex(objectForm), sha256: z.string() })),
});

async function listObjects(dir: string): Promise<string[]> {
  const folders = await listNames(objectsOf(dir));
  const listed = await Promise.all(
    folders.map(async (folder) => (await listNames(join(objectsOf(dir), folder))).map((name) => `${folder}/${name}`)),
  );
  return listed.flat().filter((name) => objectForm.test(name));
}

/** The commit of a branch's remote as it is asked for: another commit has another address. */
export const addressOfCommit = (url: string, commit: string): string => `${url}#${commit}`;

/** Makes the keeper on the folder of what trials have fetched. */
export function createTriedCommits(folder: TriedFolder, log: Logger): TriedCommits {
  const placeOf = (name: string, at: number): string => join(folder.dir, name, String(at));
  return {
    async keep(address, { dir, knownDir }, signal) {
      try {
        const name = await folder.begin(address);
        const known = new Set(await listObjects(knownDir));
        const fresh = (await listObjects(dir)).filter((one) => !known.has(one));
        const objects: { name: string; sha256: string }[] = [];
        for (const [at, one] of fresh.entries()) {
          await copyAside(join(objectsOf(dir), one), placeOf(name, at), { signal });
          objects.push({ name: one, sha256: await hashOfFile(placeOf(name, at)) });
        }
        if (objects.length > 0) await writeJson(join(folder.dir, `${name}.json`), { objects });
      } catch (error) {
        // Then they are fetched once more.
        log.warn('The commits of a trial could not be kept.', { address, error });
      }
    },
    async take(address, dir) {
      const about = await folder.read(address, About);
      if (about === null) return false;
      const name = folder.nameOf(address);
      const { objects } = about;
      try {
        for (const [at, { sha256 }] of objects.entries())
          if ((await hashOfFile(placeOf(name, at))) !== sha256) return false;
        for (const [at, one] of objects.entries()) {
          const target = join(objectsOf(dir), one.name);
          if (await pathExists(target)) continue;
          await ensureFolder(dirname(target));
          await movePath(placeOf(name, at), target);
        }
        return true;
      } catch (error) {
        log.warn('The commits of a trial could not be used.', { address, error });
        return false;
      } finally {
        await folder.remove(name);
      }
    },
  };
}
