import type { HeadMove } from '../../../base/git/graph';
import { reflogNote } from '../../../base/git/repository';

/** Where the code stood before its version was changed last. */
export interface PreviousPlace {
  commit: string;
  /** When it was left, in ms since 1970. */
  leftAtMs: number;
}

/** A person's own commits do not make another version of the code. */
const ownWork = /^(?:commit|rebase|cherry-pick|revert|am)\b/;
const noCommit = /^0+$/;

interface Change {
  from: string;
  to: string;
  atMs: number;
}

/** Adds one move: a change, one that takes the last change back, or one that belongs to it. */
function follow(changes: Change[], { from, to, atMs, message }: HeadMove): void {
  const last = changes.at(-1);
  if (noCommit.test(from)) changes.length = 0;
  else if (message === reflogNote && last?.from === to) changes.pop();
  else if (!ownWork.test(message)) changes.push({ from, to, atMs });
  else if (last) last.to = to;
}

/**
 * Finds the way back in the log of HEAD, oldest move first. A change that was taken back (by us, with our note) counts as none; one's own
 * commits belong to the version they were made on. Null when the log does not lead to where HEAD is. Pure.
 */
export function findPrevious(moves: readonly HeadMove[], head: string): PreviousPlace | null {
  const changes: Change[] = [];
  for (const move of moves) if (move.from !== move.to) follow(changes, move);
  const last = changes.at(-1);
  return last === undefined || last.to !== head ? null : { commit: last.from, leftAtMs: last.atMs };
}
