import { join, relative, resolve } from 'node:path';
import { isInside, movePath, pathExists, resolveInside } from '../../../base/files/files';
import { AppError } from '../../../contract/errors';

/** One rename; both paths absolute and on one volume. */
export interface Move {
  from: string;
  to: string;
}

/** With the trash the only places a move may name, whoever asks for it: an operation, or a journal at start. */
export interface SwapFolders {
  packsDir: string;
  stagingDir: string;
  trashDir: string;
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

/** Makes the moves of a swap; each place is proven when it is used. A move elsewhere throws `path-outside-root`. */
export function createMover({ packsDir, stagingDir, trashDir }: SwapFolders): Mover {
  // The deepest first: each may be a link of its own, below it no link may lead out.
  const roots = [stagingDir, trashDir, join(packsDir, '.disabled'), packsDir];
  const rootOf = (path: string) => roots.find((root) => isInside(root, path));
  const isRoot = (path: string) => roots.some((root) => resolve(root) === resolve(path));
  const prove = async (path: string): Promise<void> => {
    const root = rootOf(path);
    if (root !== undefined && !isRoot(path)) {
      await resolveInside(root, relative(resolve(root), resolve(path)));
      return;
    }
    throw new AppError(
      'path-outside-root',
      `"${path}" is outside of the folders of packs, so nothing was moved there.`,
      {
        remedy: 'Report it with the log of the task: no operation should ask for that.',
      },
    );
  };
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
