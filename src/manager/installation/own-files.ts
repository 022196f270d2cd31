import { lstat, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDirectory, listNames, removeInside } from '../../base/files/files';
import { setAside, type Tell } from '../../base/files/set-aside';
import { AppError, sentenceOf } from '../../contract/errors';
import type { Paths } from './paths';

/**
 * Documents of ours in the folder of the app, each with what it means for a person that it begins anew. Not among them are those whose readers say
 * so themselves: lines (`own-lines.ts`), journals and records, and `comfyui-switch.json`.
 */
const ownDocuments: Readonly<Record<string, string>> = {
  'disabled-origins.json': 'Packs that are disabled now get the names of their folders when they are enabled.',
  'automatic-snapshots.json': 'Automatic snapshots that are there already stay until you remove them.',
  'recovery.json': 'What the start before had put right is not told any more.',
  'disk-usage.json': 'What the disk holds is measured anew.',
  'model-hashes.json': 'Models are compared by their content anew, which takes longer once.',
  'comfyui-process.json': 'A ComfyUI that still runs from before is met as one of another program.',
  'comfyui-good-start.json': 'Of crashes is told what changed since the next good start.',
  'catalogue-times.json': 'The catalogue is loaded anew.',
  'days-of-use.json': 'What is old enough to be removed stays some days longer.',
};

/** What their own readers judge, and refuse to take for nothing; here goes only what has no content that they could judge. */
const judgedElsewhere: Readonly<Record<string, string>> = {
  'holds.json': 'No pack is held any more.',
  '../channels.list': 'It begins anew with the channels that everybody has.',
  '../config.ini': 'It begins anew with the values of a new installation: look at the security level.',
};

/** Beside a file while it is written (`write-file-atomic`), and after a kill. No file of a person has such a name in folders of ours. */
const halfWritten = /\.(?:json|jsonl|ini|list|yaml)\.(?:\d{1,10}|new|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/u;

/** Folders of ours that are made when they are first needed. */
const laterFolders = ['packages', 'logs', 'kept', 'pack-details'];

async function isUsableDocument(file: string): Promise<boolean> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** A folder, or an empty file, as a power cut leaves it. */
async function isWithoutContent(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && (found.isDirectory() || found.size === 0);
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

/** Sets one thing aside and says what that means; where that is impossible, it says so and leaves it. */
async function clear(path: string, meaning: string, tell: Tell): Promise<void> {
  try {
    const place = await setAside(path);
    tell(`${path} could not be read, so it was moved to ${place}. ${meaning}`.trim());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    tell(`${path} cannot be read. ${meaning} ${sentenceOf(error)}`);
  }
}

async function removeHalfWritten(folder: string): Promise<void> {
  for (const name of (await listNames(folder)).filter((one) => halfWritten.test(one))) {
    const found = await lstat(join(folder, name)).catch(() => null);
    // A full or read-only disk says so where something has to be written.
    if (found?.isFile() === true) await removeInside(folder, name).catch(() => undefined);
  }
}

/**
 * Puts files of ours in order before anything reads them: what cannot be read goes aside and is told, halves that a kill left go. To be called by
 * whoever holds the folder's lock: then nobody else writes there.
 */
export async function putFilesInOrder(paths: Paths, tell: Tell): Promise<void> {
  const { desktopDir, managerDir, changesDir, snapshotsDir, batchHistoryDir, cacheDir } = paths;
  const check = async ([name, meaning]: readonly [string, string]): Promise<void> => {
    const file = join(desktopDir, name);
    if ((await isThere(file)) && !(await isUsableDocument(file))) await clear(file, meaning, tell);
  };
  await Promise.all(Object.entries(ownDocuments).map(check));
  for (const [name, meaning] of Object.entries(judgedElsewhere))
    if (await isWithoutContent(join(desktopDir, name))) await clear(join(desktopDir, name), meaning, tell);
  for (const folder of laterFolders.map((name) => join(desktopDir, name)))
    if ((await isThere(folder)) && !(await isDirectory(folder))) await clear(folder, '', tell);
  const folders = [managerDir, desktopDir, changesDir, snapshotsDir, batchHistoryDir, cacheDir];
  await Promise.all(folders.map(removeHalfWritten));
}
