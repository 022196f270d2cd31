import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathExists } from '../../../base/files/files';
import type { Move } from './swap-moves';

/** Made by Python or by us; never a file somebody added. */
const ignoredNames = new Set(['__pycache__', '.git', '.tracking']);

/** Whether a path below a pack, with `/` as separator, belongs to the pack itself. */
export type IsOwn = (path: string) => boolean;

/** The paths of an archive list (`.tracking`) and all folders above them. */
export function ownFromTracking(tracking: readonly string[]): IsOwn {
  const own = new Set<string>();
  for (const line of tracking) {
    const segments = line.split('/').filter((segment) => segment !== '');
    for (let length = 1; length <= segments.length; length += 1) own.add(segments.slice(0, length).join('/'));
  }
  return (path) => own.has(path);
}

/** What is also in a fresh check-out of the same commit belongs to the pack. */
export function ownFromCheckout(checkoutDir: string): IsOwn {
  return (path) => statSync(join(checkoutDir, path), { throwIfNoEntry: false }) !== undefined;
}

/** Files and whole folders below `dir` that somebody added, as few paths as possible, relative with `/`. */
export function listUserEntries(dir: string, isOwn: IsOwn, below = ''): string[] {
  return readdirSync(join(dir, below), { withFileTypes: true }).flatMap((entry) => {
    if (ignoredNames.has(entry.name)) return [];
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!isOwn(path)) return [path];
    return entry.isDirectory() ? listUserEntries(dir, isOwn, path) : [];
  });
}

/**
 * The moves that carry what somebody added from the copy to be replaced into the staged one. Renames, not copies: a pack folder may hold gigabytes
 * of models. Where the new version brings a file of that name, or one is kept there already, it is kept beside it as `<name>.kept`, `<name>.kept-2` and so on.
 */
export async function planCarry(input: {
  entries: readonly string[];
  oldDir: string;
  stagedDir: string;
}): Promise<Move[]> {
  const moves: Move[] = [];
  const isTaken = async (place: string) =>
    input.entries.includes(place) ||
    moves.some(({ to }) => to === join(input.stagedDir, place)) ||
    (await pathExists(join(input.stagedDir, place)));
  for (const path of input.entries) {
    let place = path;
    if (await pathExists(join(input.stagedDir, path)))
      for (let count = 1; place === path || (await isTaken(place)); count += 1)
        place = `${path}.kept${count === 1 ? '' : `-${count}`}`;
    moves.push({ from: join(input.oldDir, path), to: join(input.stagedDir, place) });
  }
  return moves;
}
