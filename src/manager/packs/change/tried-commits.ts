import { dirname, join } from 'node:path';
import { z } from 'zod';
import { copyAside } from '../../../base/files/copy-aside';
import { ensureFolder, listNames, movePath, pathExists, writeJson } from '../../../base/files/files';
import type { Logger } from '../../../base/log';
import { hashOfFile, type TriedFolder } from './tried-folder';

/**
 * What trials of updates have fetched of clones: files of git's objects, for the update that follows. They are put beside those of the clone before it fetches, and
 * git then asks its remote for nothing that is there. Whatever speaks against them is as if they were not there. Those of submodules that both have are among them.
 */
export interface TriedCommits {
  /** Keeps the objects that the repository in `dir` has and that in `knownDir` lacks. */
  keep(address: string, place: { dir: string; knownDir: string }, signal: AbortSignal): Promise<void>;
  /** Puts what is kept of an address into the repository in `dir`; false where nothing is kept of it, or not what came. */
  take(address: string, dir: string): Promise<boolean>;
}

/** Where git keeps objects, below `.git`: those of the repository, and those of its submodules. */
const ownObjects = 'objects';
const modules = 'modules';

/** Names below such a folder: loose objects, and what belongs to packs of them. */
const objectForm = /^(?:[\da-f]{2}\/[\da-f]{38,62}|pack\/pack-[\da-f]{40,64}\.(?:pack|idx|rev|promisor))$/u;
/** The same with the folder, as they are kept. */
const placeForm =
  /^(?:modules\/(?:(?!\.{1,2}\/)[^/\\]+\/)+)?objects\/(?:[\da-f]{2}\/[\da-f]{38,62}|pack\/pack-[\da-f]{40,64}\.(?:pack|idx|rev|promisor))$/u;
/** Submodules lie in submodules, and a name of one may have folders in it. */
const mostDeep = 8;

/** Without the address: the name is made of it. */
const About = z.object({
  objects: z.array(z.object({ name: z.string().regex(placeForm), sha256: z.string() })),
});

/** The folders of objects of submodules that were fetched once. */
async function listModules(gitDir: string, below = modules, deep = 0): Promise<string[]> {
  if (deep > mostDeep) return [];
  const found = await Promise.all(
    (await listNames(join(gitDir, below))).map(async (name) => {
      const one = `${below}/${name}`;
      if (!(await pathExists(join(gitDir, one, 'HEAD')))) return listModules(gitDir, one, deep + 1);
      return [`${one}/${ownObjects}`, ...(await listModules(gitDir, `${one}/${modules}`, deep + 1))];
    }),
  );
  return found.flat();
}

async function listIn(gitDir: string, objects: string): Promise<string[]> {
  const folders = await listNames(join(gitDir, objects));
  const listed = await Promise.all(
    folders.map(async (folder) => (await listNames(join(gitDir, objects, folder))).map((name) => `${folder}/${name}`)),
  );
  return listed.flat().flatMap((name) => (objectForm.test(name) ? [`${objects}/${name}`] : []));
}

async function listObjects(dir: string, folders: readonly string[]): Promise<string[]> {
  const gitDir = join(dir, '.git');
  return (await Promise.all(folders.map((objects) => listIn(gitDir, objects)))).flat();
}

/** The commit of a branch's remote as it is asked for: another commit has another address. */
export const addressOfCommit = (url: string, commit: string): string => `${url}#${commit}`;

/** Whether the repository, or the submodule, whose object this is, is there. */
const isRepository = (dir: string, name: string): Promise<boolean> =>
  pathExists(join(dir, '.git', name.slice(0, name.lastIndexOf(`${ownObjects}/`)), 'HEAD'));

/** Makes the keeper on the folder of what trials have fetched. */
export function createTriedCommits(folder: TriedFolder, log: Logger): TriedCommits {
  const placeOf = (name: string, at: number): string => join(folder.dir, name, String(at));
  return {
    async keep(address, { dir, knownDir }, signal) {
      try {
        const name = await folder.begin(address);
        // A submodule that only the new commit has would be no repository yet where its objects were put.
        const folders = [ownObjects, ...(await listModules(join(knownDir, '.git')))];
        const known = new Set(await listObjects(knownDir, folders));
        const fresh = (await listObjects(dir, folders)).filter((one) => !known.has(one));
        const objects: { name: string; sha256: string }[] = [];
        for (const [at, one] of fresh.entries()) {
          await copyAside(join(dir, '.git', one), placeOf(name, at), { signal });
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
          const target = join(dir, '.git', one.name);
          if ((await pathExists(target)) || !(await isRepository(dir, one.name))) continue;
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
