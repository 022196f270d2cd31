import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { weights } from '../torture-packs';

/** Where the model of a person lies, whole: nothing may lose it, and nothing may make two of it. */
export type ModelPlace = 'in its folder' | 'in the trash' | 'nowhere' | 'twice';

const isWhole = (file: string): Promise<boolean> =>
  readFile(file, 'utf8').then(
    (text) => text === weights.text,
    () => false,
  );

/** Looks for the model in its folder and in the trash. */
export async function findModel(model: string, userDir: string): Promise<ModelPlace> {
  const trash = join(userDir, '__manager', 'desktop', 'trash');
  const names = (await readdir(trash).catch(() => [])).filter((name) => name.endsWith(weights.path[2]));
  const removed = await Promise.all(names.map((name) => isWhole(join(trash, name))));
  const count = removed.filter(Boolean).length;
  if (await isWhole(model)) return count === 0 ? 'in its folder' : 'twice';
  if (count > 1) return 'twice';
  return count === 1 ? 'in the trash' : 'nowhere';
}
