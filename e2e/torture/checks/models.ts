import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { movedTo, weights } from '../torture-packs';

/** Where the model of a person lies, whole: nothing may lose it, and nothing may make two of it. */
export type ModelPlace = 'in its folder' | 'where it was moved' | 'in the trash' | 'nowhere' | 'twice';

const isWhole = (file: string): Promise<boolean> =>
  readFile(file, 'utf8').then(
    (text) => text === weights.text,
    () => false,
  );

/** Looks for the model in its folder, in the one that tasks move it to, and in the trash. */
export async function findModel(model: string, userDir: string): Promise<ModelPlace> {
  const trash = join(userDir, '__manager', 'desktop', 'trash');
  const names = (await readdir(trash).catch(() => [])).filter((name) => name.endsWith(weights.path[2]));
  const places: [ModelPlace, string][] = [
    ['in its folder', model],
    ['where it was moved', join(dirname(dirname(model)), movedTo, basename(model))],
    ...names.map((name): [ModelPlace, string] => ['in the trash', join(trash, name)]),
  ];
  const found: ModelPlace[] = [];
  for (const [place, file] of places) if (await isWhole(file)) found.push(place);
  if (found.length > 1) return 'twice';
  return found[0] ?? 'nowhere';
}
