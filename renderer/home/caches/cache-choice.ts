import type { CleanCacheParams, DiskCache } from '../../../src/contract/disk';

/** What is chosen of a cache: all of it, what its tool does not use any more, or some things of it by their ids. */
export type CacheChoice = 'all' | 'unused' | readonly string[];

/** What is chosen, by the names of the caches. */
export type CacheChoices = Readonly<Partial<Record<DiskCache['name'], CacheChoice>>>;

const isChosen = (choice: CacheChoice | undefined): choice is CacheChoice => choice !== undefined && choice.length > 0;

/** The tasks that a choice makes. Pure. */
export function ordersOf(choices: CacheChoices): CleanCacheParams[] {
  return (Object.keys(choices) as DiskCache['name'][]).flatMap((name): CleanCacheParams[] => {
    const choice = choices[name];
    if (!isChosen(choice)) return [];
    if (choice === 'all') return [{ name }];
    return choice === 'unused' ? [{ name, only_unused: true }] : [{ name, entries: [...choice] }];
  });
}

/** What would be free; null where only a tool finds out. Pure. */
export function freedBytes(caches: readonly DiskCache[], choices: CacheChoices): number | null {
  let sum = 0;
  for (const { name, freeableBytes, entries } of caches) {
    const choice = choices[name];
    if (choice === 'unused') return null;
    if (choice === 'all') sum += freeableBytes;
    else if (choice !== undefined)
      sum += entries.filter(({ id }) => choice.includes(id)).reduce((bytes, entry) => bytes + entry.bytes, 0);
  }
  return sum;
}
