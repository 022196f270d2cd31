import { randomBytes } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../contract/errors';
import { msg, type Sentence } from '../../contract/text/message';
import { ensureFolder, isInside } from './files';
import { movePath } from './move-files';
import { copyPlain, tryLink } from './hard-links';
import { guardPlace } from './write-guard';

/** Told to a person afterwards, one whole sentence at a time. */
export type Notify = (sentence: Sentence) => void;

/** The folder, beside what cannot be used, where that goes: out of everybody's way, and still there for a person. */
export const quarantineName = 'unreadable';
/** Of a name that is as long as names can be, the end says what it is. */
const maxNameLength = 200;

function quarantinePlace(path: string): string {
  const mark = `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  return join(dirname(path), quarantineName, `${mark}-${basename(path).slice(-maxNameLength)}`);
}

/** Moves a file or a folder of ours out of the way, and answers where it lies now. */
export async function quarantine(path: string): Promise<string> {
  const place = quarantinePlace(path);
  await movePath(path, place);
  return place;
}

/** Keeps the content of a file that is about to be written anew: as a second name where the disk has such, which costs no room, else as a copy. */
export async function keepContent(file: string): Promise<string> {
  const place = quarantinePlace(file);
  await ensureFolder(dirname(place));
  if (!(await tryLink(file, place))) await copyPlain(file, place);
  return place;
}

function refuseLink(path: string): AppError {
  const message = msg`${path} is a link, but the app needs a folder or a file of its own there: it removes and replaces what is in it. Nothing was opened or removed.`;
  const remedy = msg`Remove that link, or put what it leads to in its place, and open the folder again.`;
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
export async function ensureOwnFolder(folder: string, root: string, notify: Notify): Promise<void> {
  for (const path of wayTo(folder, root)) {
    const found = await lstat(path).catch(() => null);
    if (found?.isSymbolicLink()) throw refuseLink(path);
    if (found === null || found.isDirectory()) continue;
    const place = await quarantine(path);
    notify(msg`Something else was in the place of the app's folder ${path}, so it was moved to ${place}.`);
  }
  await ensureFolder(folder);
}

/** Throws `path-outside-root` when something directly in a folder of ours is a link: files are replaced through it, and folders are emptied. */
export async function refuseLinksIn(folder: string): Promise<void> {
  const entries = await guardPlace(() => readdir(folder, { withFileTypes: true }), folder);
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw refuseLink(join(folder, link.name));
}
