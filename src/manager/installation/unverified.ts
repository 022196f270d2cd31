import { lstat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { msg } from '../../contract/text/message';
import { listNames, makeOld, pathExists, readJsonIfPresent } from '../../base/files/files';
import { movePath, removeInside } from '../../base/files/move-files';
import { quarantine, type Notify } from '../../base/files/quarantine';
import { isSealed, withoutSeal, writeSealed } from '../../base/files/seals';
import { someNames } from '../../base/text/some-names';
import type { Paths } from './paths';

/**
 * Documents in the folder of the app that are acted upon without a question, or that say what somebody was allowed: what they may cause stands in docs/security.md.
 * Each is written with its seal.
 */
const documents = [
  ...['variables.json', 'own-snapshots.json', 'automatic-snapshots.json', 'comfyui-switch.json'],
  ...['comfyui-process.json', 'rehearsal-process.json', 'comfyui-bisect.json'],
];
/** Folders of such documents. */
const folders = ['journal', 'package-journal', 'changes'];

type Places = Pick<Paths, 'desktopDir' | 'stagingDir' | 'cacheDir'>;

/** Where waits what this account has not written: it has no effect, and nothing of it is lost, until a person decides. */
const waitingIn = ({ desktopDir }: Places): string => join(desktopDir, 'unverified');
/** All of it lies in one folder, so that no link leads out of it. */
const placeFor = (places: Places, name: string): string => join(waitingIn(places), name.replace(/[\\/]/u, '~'));

/** The documents of a folder of the app, by their names in it. */
async function listDocuments(desktopDir: string): Promise<string[]> {
  const below = folders.map(async (folder) =>
    (await listNames(join(desktopDir, folder))).map((name) => join(folder, name)),
  );
  const names = [...(await listNames(desktopDir)), ...(await Promise.all(below)).flat()];
  return names.filter(isDocument);
}

const isDocument = (name: string): boolean =>
  documents.includes(name) || (folders.includes(dirname(name)) && name.endsWith('.json'));

/** What nobody can make sense of is for its reader to set aside: it says nothing that could be acted upon. */
async function readDocument(file: string): Promise<object | null> {
  // A link would lead the writing elsewhere, and what is no file may never end.
  if (!(await lstat(file).catch(() => null))?.isFile()) return null;
  const found = await readJsonIfPresent(file).catch(() => null);
  return typeof found === 'object' && !Array.isArray(found) ? found : null;
}

/** Whether a document is ours, and stands where it belongs: what has become a record is no change under way any more. */
async function isOurs({ desktopDir }: Places, name: string): Promise<boolean> {
  const file = join(desktopDir, name);
  const there = await lstat(file);
  if (!there.isFile() && !there.isDirectory()) return false;
  const document = await readDocument(file);
  if (document === null) return true;
  const isOver = dirname(name) === 'journal' && (await pathExists(join(desktopDir, 'changes', basename(name))));
  return isSealed(file, document) && !isOver;
}

/** Makes a document ours. Its time stays: of some it says when the change began. */
async function seal(file: string): Promise<void> {
  const document = await readDocument(file);
  if (document !== null) await writeSealed(file, document, { modifiedMs: (await lstat(file)).mtimeMs });
}

/** The documents that an earlier version wrote without a seal, in a folder that this profile knew then. */
export async function adoptDocuments({ desktopDir }: Places): Promise<void> {
  await Promise.all((await listDocuments(desktopDir)).map((name) => seal(join(desktopDir, name))));
}

/** Before anything reads them: lets wait what this account has not written, with what was prepared for a change among it. */
export async function setUnverifiedAside(places: Places, notify: Notify): Promise<void> {
  const { desktopDir, stagingDir } = places;
  const wait = async (path: string, name: string) => {
    const place = placeFor(places, name);
    await ((await pathExists(place)) ? quarantine(path) : movePath(path, place));
  };
  await bringBackOwn(places);
  const names = await listDocuments(desktopDir);
  const ours = await Promise.all(names.map((name) => isOurs(places, name)));
  const coming = names.filter((_name, at) => !ours[at]);
  for (const name of coming) await wait(join(desktopDir, name), name);
  if (coming.some((name) => dirname(name) === 'journal'))
    for (const name of await listNames(stagingDir)) await wait(join(stagingDir, name), join('staging', name));
  const waiting = await listUnverified(places);
  if (waiting.length === 0) return;
  notify(
    msg`These files of the app were not written by this account in this folder, so they have no effect: ${someNames(waiting, 5)}. Decide on Home, or with "cmdesk unverified".`,
  );
}

/** Another profile may have let wait what is ours. */
async function bringBackOwn(places: Places): Promise<void> {
  for (const name of await listUnverified(places)) {
    const [waiting, place] = [placeFor(places, name), join(places.desktopDir, name)];
    const document = await readDocument(waiting);
    const isOwn = document !== null && isSealed(place, document);
    if (isOwn && !(await pathExists(place))) await movePath(waiting, place);
  }
}

const listWaiting = async (places: Places): Promise<string[]> =>
  (await listNames(waitingIn(places))).map((name) => name.replace('~', sep));

/** What waits, by its names in the folder of the app. */
async function listUnverified(places: Places): Promise<string[]> {
  return (await listWaiting(places)).filter(isDocument);
}

/** The same for a person: of variables their names as well. */
export async function describeUnverified(places: Places): Promise<string[]> {
  const describe = async (name: string): Promise<string> => {
    if (name !== 'variables.json') return name;
    return `${name}: ${Object.keys(withoutSeal((await readDocument(placeFor(places, name))) ?? {})).join(', ')}`;
  };
  return Promise.all((await listUnverified(places)).map(describe));
}

/** Makes what waits ours and puts it back into its place, where the next opening reads it. Throws `pack-exists` where something is there by now. */
export async function useUnverified(places: Places): Promise<void> {
  const { desktopDir, stagingDir } = places;
  for (const name of await listWaiting(places)) {
    if (dirname(name) === 'staging') await movePath(placeFor(places, name), join(stagingDir, basename(name)));
    if (!isDocument(name)) continue;
    await movePath(placeFor(places, name), join(desktopDir, name));
    await seal(join(desktopDir, name));
  }
}

/** Deletes what waits. */
export function discardUnverified(places: Places): Promise<void> {
  return removeInside(places.desktopDir, basename(waitingIn(places)));
}

/** Kept copies of lists that came with a folder are read, and count as old: the lists are loaded anew as soon as that is possible. */
export async function countCopiesAsOld({ cacheDir }: Places): Promise<void> {
  for (const name of await listNames(cacheDir)) await makeOld(join(cacheDir, name));
}
