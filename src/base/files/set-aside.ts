import { randomBytes } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../contract/errors';
import { say, type Sentence } from '../../contract/text/said';
import { ensureFolder, isInside, movePath } from './files';
import { copyPlain, tryLink } from './hard-links';
import { guardPlace } from './write-guard';

/** Told to a person afterwards, one whole sentence at a time. */
export type Tell = (sentence: Sentence) => void;

/** The folder, beside what cannot be used, where that goes: out of everybody's way, and still there for a person. */
export const asideName = 'unreadable';
/** Of a name that is as long as names can be, the end says what it is. */
const keptLength = 200;

function placeAside(path: string): string {
  const mark = `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  return join(dirname(path), asideName, `${mark}-${basename(path).slice(-keptLength)}`);
}

/** Moves a file or a folder of ours out of the way, and answers where it lies now. */
export async function setAside(path: string): Promise<string> {
  const place = placeAside(path);
  await movePath(path, place);
  return place;
}

/** Keeps the content of a file that is about to be written anew: as a second name where the disk has such, which costs no room, else as a copy. */
export async function keepContent(file: string): Promise<string> {
  const place = placeAside(file);
  await ensureFolder(dirname(place));
  if (!(await tryLink(file, place))) await copyPlain(file, place);
  return place;
}

function refuseLink(path: string): AppError {
  const message = say`${path} is a link, where the app needs a folder or a file of its own: it removes and replaces what lies there. Nothing was opened or removed.`;
  const remedy = say`Remove that link, or put what it leads to in its place, and open the folder again.`;
  return new AppError('path-outside-root', message, { remedy, details: { path } });
}

/** The paths below `root` down to `folder`, the outermost first. */
function wayTo(folder: string, root: string): string[] {
  const way: string[] = [];
  for (let path = resolve(folder); isInside(root, path); path = dirname(path)) way.unshift(path);
  return way;
}

/**
 * Whether neither a folder of ours nor anything between it and `root` is a link or a junction: only then may what lies in it be removed. What is not
 * there is no link.
 */
export async function isFreeOfLinks(folder: string, root: string): Promise<boolean> {
  const found = await Promise.all(wayTo(folder, root).map((path) => lstat(path).catch(() => null)));
  return !found.some((one) => one?.isSymbolicLink());
}

/**
 * Makes a folder of ours below `root`. A file in its place, or in that of a folder above it, is set aside and told. Throws `path-outside-root` for a
 * link there: what is removed and replaced in the folder would be what somebody else has at its other end.
 */
export async function ensureOwnFolder(folder: string, root: string, tell: Tell): Promise<void> {
  for (const path of wayTo(folder, root)) {
    const found = await lstat(path).catch(() => null);
    if (found?.isSymbolicLink()) throw refuseLink(path);
    if (found === null || found.isDirectory()) continue;
    const place = await setAside(path);
    tell(say`Something else lay where the app has its folder ${path}, so it was moved to ${place}.`);
  }
  await ensureFolder(folder);
}

/** Throws `path-outside-root` when something directly in a folder of ours is a link: files are replaced through it, and folders are emptied. */
export async function refuseLinksIn(folder: string): Promise<void> {
  const entries = await guardPlace(() => readdir(folder, { withFileTypes: true }), folder);
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw refuseLink(join(folder, link.name));
}
