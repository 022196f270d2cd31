/** Whether these together have a solution. */
type IsSolvable<T> = (parts: readonly T[]) => Promise<boolean>;

function chunksOf<T>(parts: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(parts.length / size) }, (_, at) => parts.slice(at * size, (at + 1) * size));
}

/**
 * The smallest part that has no solution: parts are dropped, by halves first and one at a time in the end, as long as the rest has none. So
 * without any one of those that remain, the others can live together. What comes first in `parts` is dropped first.
 *
 * @param parts Together they have no solution.
 */
export async function findSmallestConflict<T>(parts: readonly T[], isSolvable: IsSolvable<T>): Promise<readonly T[]> {
  let remaining = parts;
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (const chunk of chunksOf(remaining, size)) {
      const rest = remaining.filter((part) => !chunk.includes(part));
      if (rest.length > 0 && rest.length < remaining.length && !(await isSolvable(rest))) remaining = rest;
    }
  }
  return remaining;
}
