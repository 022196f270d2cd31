import pLimit, { type LimitFunction } from 'p-limit';

/** A limit of its own for every key, e.g. for every host: a crowd at one does not hold the others up. */
export type LimitByKey = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Makes places where, for each key, at most `count` pieces of work are under way, the others in the order they came. */
export function createLimitByKey(count: number): LimitByKey {
  const byKey = new Map<string, LimitFunction>();
  return (key, work) => {
    const limit = byKey.get(key) ?? pLimit(count);
    byKey.set(key, limit);
    return limit(work);
  };
}
