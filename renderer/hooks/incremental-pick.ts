/** What of a list is wanted: an answer for each item, undefined for those that are left out. */
export type Pick<T, R> = (item: T, position: number) => R | undefined;

function isExtended<T>(before: readonly T[], now: readonly T[]): boolean {
  return now.length >= before.length && now[0] === before[0] && now[before.length - 1] === before[before.length - 1];
}

/**
 * Picks from a list that mostly grows at its end: as long as `key` stays, only new items are looked at, so that a hundred thousand lines
 * cost as much as the ten that came. The same array is answered while nothing was added to it.
 */
export function createExtender<T, R>(): (source: readonly T[], key: string, pick: Pick<T, R>) => readonly R[] {
  let last: { source: readonly T[]; key: string; picked: readonly R[] } = { source: [], key: '', picked: [] };
  return (source, key, pick) => {
    const isSame = last.key === key && last.source.length > 0 && isExtended(last.source, source);
    const from = isSame ? last.source.length : 0;
    const added: R[] = [];
    for (const [offset, item] of source.slice(from).entries()) {
      const found = pick(item, from + offset);
      if (found !== undefined) added.push(found);
    }
    const earlier = isSame ? last.picked : [];
    last = { source, key, picked: added.length === 0 && isSame ? earlier : [...earlier, ...added] };
    return last.picked;
  };
}
