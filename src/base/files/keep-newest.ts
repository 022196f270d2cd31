import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeInside } from './move-files';

/** Removes the oldest entries of a folder of ours beyond `count`. */
export async function keepNewest(folder: string, count: number): Promise<void> {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  if (names.length <= count) return;
  const dated = names.map((name) => ({
    name,
    atMs: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  }));
  dated.sort((a, b) => b.atMs - a.atMs);
  for (const { name } of dated.slice(count)) await removeInside(folder, name);
}
