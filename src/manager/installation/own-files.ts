import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDirectory, pathExists } from '../../base/files/files';
import { msg, type Sentence } from '../../contract/text/message';
import { clearAway, isUsableDocument, removeHalfWritten } from '../../base/files/order-files';
import type { Notify } from '../../base/files/quarantine';
import { dataFormatName, stampedAnew } from '../../contract/app/data-format';
import type { Paths } from './paths';

/**
 * Documents of ours in the folder of the app, each with what it means for a person that it begins anew. Not among them are those whose readers say
 * so themselves: lines (`own-lines.ts`), journals and records, and `comfyui-switch.json`.
 */
const ownDocuments: Readonly<Record<string, Sentence>> = {
  'disabled-origins.json': msg`Packs that are disabled now get the names of their folders when they are enabled.`,
  'optional-groups.json': msg`No optional groups of packs are chosen any more: their packages stay, and plans do not include them until you choose the groups again.`,
  'automatic-snapshots.json': msg`Automatic snapshots that are there already stay until you remove them.`,
  'own-snapshots.json': msg`Snapshots that were made here are restored as those from elsewhere: each part needs the permission that it would need alone.`,
  'carried-batches.json': msg`Changes that came from another installation are listed as if they had been made here.`,
  [dataFormatName]: stampedAnew,
  'recovery.json': msg`What the previous start repaired is no longer shown.`,
  'pack-updates.json': msg`Packs are checked for updates again.`,
  'disk-usage.json': msg`The use of the disk is measured again.`,
  'comfyui-process.json': msg`A ComfyUI that is still running from before counts as started by another program.`,
  'rehearsal-process.json': msg`A ComfyUI that is still running from before counts as started by another program.`,
  'comfyui-good-start.json': msg`After a crash, only changes since the next good start are shown.`,
  'start-profiles.json': msg`The choice of packs is forgotten, and ComfyUI starts with all packs.`,
  'environment.json': msg`ComfyUI again uses the Python environment that came with the installation; the others are still in the list.`,
  'variables.json': msg`ComfyUI gets none of the environment variables that were set for it.`,
  'catalogue-times.json': msg`The catalogue is downloaded again.`,
  'days-of-use.json': msg`What is old enough to be removed stays a few days longer.`,
};

/** What their own readers judge, and refuse to take for nothing; here goes only what has no content that they could judge. */
const judgedElsewhere: Readonly<Record<string, Sentence>> = {
  'holds.json': msg`No pack is held any more.`,
  'model-hashes.jsonl': msg`Models are compared by their content again, which takes longer this once.`,
  '../channels.list': msg`It starts again with the default channels.`,
  '../config.ini': msg`It starts again with the values of a new installation: check the security level.`,
};

/** Beside a file while it is written (`replace-whole.ts`), and after a kill. No file of a person has such a name in folders of ours. */
const halfWritten = /\.(?:json|jsonl|ini|list|yaml)\.(?:\d{1,10}|new|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/u;

/** Folders of ours that are made when they are first needed. */
const laterFolders = ['packages', 'logs', 'kept', 'pack-details', 'pack-files', 'forecast', 'uploads', 'unverified'];

/** An empty file, as a power cut leaves it, a folder, and what else is no file; a link is the person's. */
async function isWithoutContent(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && !found.isSymbolicLink() && (!found.isFile() || found.size === 0);
}

/**
 * Puts files of ours in order before anything reads them: what cannot be read goes aside and is told, halves that a kill left go. To be called by
 * whoever holds the folder's lock: then nobody else writes there.
 */
export async function putFilesInOrder(paths: Paths, notify: Notify): Promise<void> {
  const { desktopDir, managerDir, changesDir, journalDir, packageJournalDir } = paths;
  const check = async ([name, meaning]: readonly [string, Sentence]): Promise<void> => {
    const file = join(desktopDir, name);
    if ((await pathExists(file)) && !(await isUsableDocument(file))) notify(await clearAway(file, meaning));
  };
  await Promise.all(Object.entries(ownDocuments).map(check));
  for (const [name, meaning] of Object.entries(judgedElsewhere))
    if (await isWithoutContent(join(desktopDir, name))) notify(await clearAway(join(desktopDir, name), meaning));
  for (const folder of laterFolders.map((name) => join(desktopDir, name)))
    if ((await pathExists(folder)) && !(await isDirectory(folder))) notify(await clearAway(folder, ''));
  const folders = [managerDir, desktopDir, changesDir, journalDir, packageJournalDir];
  folders.push(paths.snapshotsDir, paths.batchHistoryDir, paths.cacheDir);
  await Promise.all(folders.map((folder) => removeHalfWritten(folder, halfWritten)));
}
