import { basename } from 'node:path';
import { isInside } from '../../../base/files/files';
import type { ChangeRecord, Move } from '../../records/change-record';
import { reverseMoves } from '../../records/reverse-moves';

/** Where the places of a change lie. */
export interface UndoPlaces {
  customNodesDir: string;
  disabledDir: string;
  stagingDir: string;
  trashDir: string;
}

/** The moves that take a change back; `trashPlace` gives a place for what then leaves. */
export function movesBack(
  { moves }: Pick<ChangeRecord, 'moves'>,
  { stagingDir }: Pick<UndoPlaces, 'stagingDir'>,
  trashPlace: (name: string) => string,
): Move[] {
  // What came out of the trash goes back to its own place there, so that the change before can be taken back once more.
  const isStaged = (path: string) => isInside(stagingDir, path);
  const nameOf = (path: string) => moves.find(({ from }) => from === path)?.to ?? path;
  return reverseMoves(moves, (path) => (isStaged(path) ? trashPlace(basename(nameOf(path))) : null));
}
