import { join } from 'node:path';
import { withTemporaryFolder } from '../../base/files/temporary-folder';
import type { GitTrees } from '../../base/git/trees';
import type { PackFacts, TreeFacts } from './facts';
import type { CachedFacts } from './cached-facts';
import { runReader } from './run-reader';

/** Who reads, and where. */
export interface Reading {
  interpreter: string;
  stagingDir: string;
  cache: CachedFacts;
  signal: AbortSignal;
}

/** A pack where it lies: a folder, or a single file. */
export interface PackPlace {
  key: string;
  dir: string;
  isFile: boolean;
}

/** Reads what versions of ComfyUI define, out of its clone; what was read before is not read again. Throws what git throws, `command-failed`, `cancelled`. */
export async function readTrees(commits: readonly string[], trees: GitTrees, reading: Reading): Promise<TreeFacts[]> {
  const { cache, interpreter, stagingDir } = reading;
  return withTemporaryFolder(stagingDir, 'forecast', async (folder) => {
    const known = await Promise.all(commits.map((commit) => cache.tree(commit)));
    const missing = [...new Set(commits.filter((_, index) => known[index] === null))];
    const archives = missing.map((key) => ({ key, tar: join(folder, `${key}.tar`) }));
    for (const { key, tar } of archives) await trees.archive(key, '*.py', tar);
    const { trees: answers } =
      archives.length === 0
        ? { trees: [] }
        : await runReader(interpreter, { roots: [], trees: archives, packs: [] }, reading);
    const read = new Map(answers.map(({ key, ...facts }) => [key, facts] as const));
    for (const [commit, facts] of read) await cache.keepTree(commit, facts);
    return commits.flatMap((commit, index) => known[index] ?? read.get(commit) ?? []);
  });
}

/** Reads what packs take from ComfyUI, of which `roots` are the first words of its modules. Throws `command-failed`, `cancelled`. */
export async function readPacks(
  places: readonly PackPlace[],
  roots: readonly string[],
  reading: Reading,
): Promise<ReadonlyMap<string, PackFacts>> {
  if (places.length === 0) return new Map();
  const known = new Map<string, PackFacts>();
  const packs: Parameters<typeof runReader>[1]['packs'][number][] = [];
  for (const { key, dir, isFile } of places) {
    const facts = await reading.cache.pack(dir);
    if (facts !== null) known.set(key, facts);
    packs.push({
      key,
      ...(isFile ? { file: dir } : { folder: dir }),
      ...(facts === null ? {} : { stamp: facts.stamp }),
    });
  }
  const answer = await runReader(reading.interpreter, { roots, trees: [], packs }, reading);
  const dirs = new Map(places.map(({ key, dir }) => [key, dir] as const));
  for (const { key, files, stamp, unread } of answer.packs) {
    if (files === null) continue;
    const facts = { stamp, files, unread };
    known.set(key, facts);
    // Of a pack that ended its reader nobody knows when it is another one.
    if (stamp !== '') await reading.cache.keepPack(dirs.get(key) ?? key, facts);
  }
  return known;
}
