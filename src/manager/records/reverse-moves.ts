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

/**
 * The moves that take all of these back, in an order in which every source is there from the start: what was carried goes back into its folder
 * first, wherever that lies now. `toTrash` gives a fresh place for what came out of staging or the trash; null for any other place. Pure.
 */
export function reverseMoves(moves: readonly Move[], toTrash: (place: string) => string | null): Move[] {
  const positions = moves.map((_, position) => position).reverse();
  const back = (position: number): Move => {
    const from = finalPlace(moves, position);
    const initial = moves[position]?.from ?? '';
    const container = containerOf(moves, position);
    if (container < 0) return { from, to: toTrash(initial) ?? initial };
    return { from, to: join(finalPlace(moves, container), relative(moves[container]?.from ?? '', initial)) };
  };
  const [carried = [], whole = []] = [true, false].map((wanted) =>
    positions.filter((at) => isCarried(moves, at) === wanted),
  );
  // What was taken out of something that was carried goes back into it before that goes.
  return [...carried.toReversed(), ...whole].map(back);
}
