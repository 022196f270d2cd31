import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import type { PlacedThing } from '../../records/change-record';
import { finalPlace, isCarried } from '../../records/reverse-moves';
import { identifyPack } from '../inventory/identity';
import type { Move } from './swap-moves';

/** Equal as long as a path leads to the same folder, link or file; null when nothing is there. */
async function identityOf(path: string): Promise<string | null> {
  const found = await lstat(path, { bigint: true }).catch(() => null);
  if (found === null) return null;
  return found.isFile() ? `${found.ino}:${found.size}` : String(found.ino);
}

/** Of a text that people edit, what it says: an edit need change neither inode nor size. */
const edited = /\.ya?ml$/u;

async function versionOf(path: string): Promise<string> {
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() === true) return identifyPack(path, () => null).version;
  if (found?.isFile() !== true || !edited.test(path)) return '';
  const text = await readFile(path).catch(() => null);
  return text === null ? '' : createHash('sha256').update(text).digest('hex');
}

/** What moves leave, looked at before they are made: a rename changes neither inode nor content. What people added is theirs to change. */
export async function describePlaced(moves: readonly Move[]): Promise<PlacedThing[]> {
  const placed: PlacedThing[] = [];
  for (const [position, { from }] of moves.entries()) {
    const identity = isCarried(moves, position) ? null : await identityOf(from);
    if (identity !== null) placed.push({ path: finalPlace(moves, position), identity, version: await versionOf(from) });
  }
  return placed;
}

/** What lies at these places now. */
export async function describePlaces(paths: readonly string[]): Promise<PlacedThing[]> {
  const placed: PlacedThing[] = [];
  for (const path of paths) {
    const identity = await identityOf(path);
    if (identity !== null) placed.push({ path, identity, version: await versionOf(path) });
  }
  return placed;
}

/** Earlier versions wrote none down for a text. */
async function isVersion({ path, version }: PlacedThing): Promise<boolean> {
  const now = await versionOf(path);
  return now === version || (version === '' && edited.test(path));
}

/** The places that do not hold any more what a change left there. */
export async function findOtherThings(placed: readonly PlacedThing[]): Promise<PlacedThing[]> {
  const others: PlacedThing[] = [];
  for (const one of placed) {
    const isSame = (await identityOf(one.path)) === one.identity && (await isVersion(one));
    if (!isSame) others.push(one);
  }
  return others;
}
