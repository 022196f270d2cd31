import { join, relative } from 'node:path';
import { isInside } from '../../base/files/files';
import type { Move } from './change-record';

/** Where something lies after a move, if it lay there before. */
function follow(place: string, { from, to }: Move): string {
  if (place === from) return to;
  return isInside(from, place) ? join(to, relative(from, place)) : place;
}

/** Where what a move took lies after all of them. */
export function finalPlace(moves: readonly Move[], position: number): string {
  const [own, ...later] = moves.slice(position);
  return later.reduce(follow, own?.to ?? '');
}

/** The later move that takes the folder out of which this one takes something; -1 when there is none. */
function containerOf(moves: readonly Move[], position: number): number {
  const from = moves[position]?.from ?? '';
  return moves.findIndex((other, at) => at > position && isInside(other.from, from));
}

/** Whether a move takes something out of a folder that leaves as well: a file that a person added, carried on to what replaces the folder. */
export function isCarried(moves: readonly Move[], position: number): boolean {
  return containerOf(moves, position) >= 0;
}
