/**
 * Remembers answers that are the same for the same words. When there are as many as this, all are forgotten: who asks for so many asks for others by then.
 *
 * @param most How many are kept.
 */
export function createRecall<T>(most: number): (key: string, find: () => T) => T {
  const known = new Map<string, T>();
  return (key, find) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const answer = find();
    if (known.size >= most) known.clear();
    known.set(key, answer);
    return answer;
  };
}
