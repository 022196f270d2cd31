/** Runs async functions, so many at a time and the others in the order they came. */
export type Lanes = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a place where at most `count` pieces of work are under way. */
export function createLanes(count: number): Lanes {
  const waiting: (() => void)[] = [];
  let free = count;
  const release = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => void waiting.push(enter));
    try {
      return await work();
    } finally {
      release();
    }
  };
}

/** Lanes of their own for every key, e.g. for every host: a crowd at one does not hold the others up. */
export type LanesByKey = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Makes places where, for each key, at most `count` pieces of work are under way. */
export function createLanesByKey(count: number): LanesByKey {
  const byKey = new Map<string, Lanes>();
  return (key, work) => {
    const lanes = byKey.get(key) ?? createLanes(count);
    byKey.set(key, lanes);
    return lanes(work);
  };
}
