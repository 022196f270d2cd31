import { randomBytes } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { say, type Sentence } from '../../contract/text/said';
import { ensureFolder, isDirectory, isInside, movePath } from './files';
import { copyPlain, tryLink } from './hard-links';

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

async function isNoFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && !(await isDirectory(path));
}

/** Makes a folder of ours below `root`. What lies in its place, or in that of a folder above it, is set aside and told. */
export async function ensureOwnFolder(folder: string, root: string, tell: Tell): Promise<void> {
  const way: string[] = [];
  for (let path = resolve(folder); isInside(root, path); path = dirname(path)) way.unshift(path);
  for (const path of way) {
    if (!(await isNoFolder(path))) continue;
    const place = await setAside(path);
    tell(say`Something else lay where the app has its folder ${path}, so it was moved to ${place}.`);
  }
  await ensureFolder(folder);
}
