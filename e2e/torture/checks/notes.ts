import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notes } from '../torture-packs';

/** The file that a person had added to a pack lies with the pack, or where an uninstall put both; nothing may lose it. */
export async function inspectNotes({
  customNodesDir,
  userDir,
}: {
  customNodesDir: string;
  userDir: string;
}): Promise<string[]> {
  const places = [customNodesDir, join(customNodesDir, '.disabled'), join(userDir, '__manager', 'desktop', 'trash')];
  const folders = await Promise.all(
    places.map(async (place) => (await readdir(place).catch(() => [])).map((name) => join(place, name))),
  );
  const texts = await Promise.all(
    folders.flat().map((folder) => readFile(join(folder, notes.file), 'utf8').catch(() => '')),
  );
  return texts.includes(notes.text) ? [] : [`"${notes.file}" of a person is gone from ${notes.pack}`];
}
