import { join, relative, resolve } from 'node:path';
import { isInside, pathExists, resolveInside } from '../../../base/files/files';
import { movePath } from '../../../base/files/move-files';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { Move } from '../../records/change-record';

export type { Move } from '../../records/change-record';

/** With the trash the only places a move may name, whoever asks for it: an operation, or a journal at start. */
export interface SwapFolders {
  packsDir: string;
  stagingDir: string;
  trashDir: string;
  /** Further folders that moves may name, those of models, and their trash among them. Asked anew at each use. */
  moreRoots?: (() => Promise<readonly string[]>) | undefined;
  /** Single files that moves may name, and nothing beside them. */
  moreFiles?: readonly string[] | undefined;
  moreTrash?: (() => Promise<readonly string[]>) | undefined;
}

/**
 * A move has happened when its target is there and its source is not; checked on disk, because a crash may fall between any two calls. That
 * is only right going backwards, and while every source is there from the start, which `apply` makes sure of.
 */
async function hasHappened({ from, to }: Move): Promise<boolean> {
  return (await pathExists(to)) && !(await pathExists(from));
}

/** Moves between the folders of a swap, and nowhere else. */
export interface Mover {
  /** Whether both places lie inside, links on the way counted. */
  isConfined(move: Move): Promise<boolean>;
  make(moves: readonly Move[]): Promise<void>;
  undo(moves: readonly Move[]): Promise<void>;
}

/** The error for a place that is none of a swap's. */
export function outside(path: string): AppError {
  return new AppError(
    'path-outside-root',
    msg`"${path}" is outside of the folders of packs, so nothing was moved there.`,
    { remedy: msg`Report it with the log of the task: no operation should ask for that.` },
  );
}

/** Proves that a place lies below one of the folders of a swap; throws `path-outside-root`. */
function createProof({
  packsDir,
  stagingDir,
  trashDir,
  moreRoots,
  moreFiles = [],
}: SwapFolders): (path: string) => Promise<void> {
  // The deepest first: each may be a link of its own, below it no link may lead out.
  const own = [stagingDir, trashDir, join(packsDir, '.disabled'), packsDir];
  return async (path) => {
    const isRoot = (root: string) => resolve(root) === resolve(path);
    if (moreFiles.some((file) => resolve(file) === resolve(path))) return;
    const ofPacks = own.find((root) => isInside(root, path));
    const further = ofPacks === undefined ? ((await moreRoots?.()) ?? []) : [];
    const root = ofPacks ?? further.find((one) => isInside(one, path));
    if (root === undefined || [...own, ...further].some(isRoot)) throw outside(path);
    await resolveInside(root, relative(resolve(root), resolve(path)));
  };
}

/** Makes the moves of a swap; each place is proven when it is used. A move elsewhere throws `path-outside-root`. */
export function createMover(folders: SwapFolders): Mover {
  const prove = createProof(folders);
  // Both at the moment they are used: what was proven when the moves were planned may be a link by now.
  const move = async (from: string, to: string): Promise<void> => {
    await prove(from);
    await prove(to);
    await movePath(from, to);
  };
  return {
    isConfined: async ({ from, to }) => {
      try {
        await prove(from);
        await prove(to);
        return true;
      } catch (error) {
        if (error instanceof AppError && error.code === 'path-outside-root') return false;
        throw error;
      }
    },
    make: async (moves) => {
      for (const { from, to } of moves) await move(from, to);
    },
    undo: async (moves) => {
      for (const each of [...moves].reverse()) if (await hasHappened(each)) await move(each.to, each.from);
    },
  };
}
