import pLimit, { type LimitFunction } from 'p-limit';

/** Lanes of their own for every key, e.g. for every host: a crowd at one does not hold the others up. */
export type LanesByKey = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Makes places where, for each key, at most `count` pieces of work are under way, the others in the order they came. */
export function createLanesByKey(count: number): LanesByKey {
  const byKey = new Map<string, LimitFunction>();
  return (key, work) => {
    const lanes = byKey.get(key) ?? pLimit(count);
    byKey.set(key, lanes);
    return lanes(work);
  };
}
