import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import { ensureFolder, readJsonIfPresent, writeJson } from '../../base/files/files';
import { keepNewest } from '../../base/files/keep-newest';
import { PackFacts, TreeFacts } from './facts';

/** What was read of versions and packs, cached on disk: a commit never says anything else. */
export interface CachedFacts {
  tree(commit: string): Promise<TreeFacts | null>;
  keepTree(commit: string, facts: TreeFacts): Promise<void>;
  /** Of a pack by its folder, with the stamp by which the reader tells whether it is as it was. */
  pack(dir: string): Promise<PackFacts | null>;
  keepPack(dir: string, facts: PackFacts): Promise<void>;
}

/** Counted up with the form of what is cached. */
const form = 2;
/** Versions are some hundred kilobytes each, packs some ten. */
const mostFiles = 400;

/** Opens the folder; what cannot be read there counts as nothing. */
export function openCachedFacts(folder: string): CachedFacts {
  const nameOf = (key: string): string => `${createHash('sha1').update(`${form} ${key}`).digest('hex')}.json`;
  const read = async <T>(schema: z.ZodType<T>, key: string): Promise<T | null> => {
    const parsed = schema.safeParse(await readJsonIfPresent(join(folder, nameOf(key))).catch(() => null));
    return parsed.success ? parsed.data : null;
  };
  const keep = async (key: string, facts: unknown): Promise<void> => {
    await ensureFolder(folder);
    await writeJson(join(folder, nameOf(key)), facts);
    await keepNewest(folder, mostFiles);
  };
  return {
    tree: (commit) => read(TreeFacts, `tree ${commit}`),
    keepTree: (commit, facts) => keep(`tree ${commit}`, facts),
    pack: (dir) => read(PackFacts, `pack ${dir}`),
    keepPack: (dir, facts) => keep(`pack ${dir}`, facts),
  };
}
