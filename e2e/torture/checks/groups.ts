import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The optional groups that are written down as chosen, by the folder of their pack; none where there is no file. Throws where it is no document. */
export async function readChoices(userDir: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const file = join(userDir, '__manager', 'desktop', 'optional-groups.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const stored = JSON.parse(text) as Record<string, string>;
  // Under ids stands the same again, for packs whose folder is called otherwise.
  const ofFolders = Object.entries(stored).filter(([name]) => !name.startsWith('id/'));
  return new Map(ofFolders.map(([folder, names]) => [folder, names.split(',')]));
}
