import type { PackListChange } from './local-packs';
import type { LocalPack } from './local-packs';

type List = readonly LocalPack[];

/** How many packs two lists have in common at their beginning, and at their end. */
function commonEnds(before: List, after: List): { head: number; tail: number } {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/**
 * What makes the later list of the earlier one; null where more changed places than can be told, and all of it has to be. A pack that says the
 * same is the same object in both; keys are unique in each. Pure.
 */
export function comparePackLists(before: List, after: List): PackListChange | null {
  const { head, tail } = commonEnds(before, after);
  const [former, now] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const [inFormer, inNow] = [new Set(former), new Set(now)];
  const [stayed, stays] = [former.filter((pack) => inNow.has(pack)), now.filter((pack) => inFormer.has(pack))];
  if (stayed.some((pack, index) => pack !== stays[index])) return null;
  const changed = now.flatMap((pack, index) => (inFormer.has(pack) ? [] : [{ at: head + index, pack }]));
  const keys = new Set(changed.map(({ pack }) => pack.key));
  const removed = former.filter((pack) => !inNow.has(pack) && !keys.has(pack.key)).map(({ key }) => key);
  return { changed, removed };
}

/** The later list: packs that stay are the same objects, and where nothing changed it is the same list. Pure. */
export function applyPackListChange(before: LocalPack[], { changed, removed }: PackListChange): LocalPack[] {
  if (changed.length === 0 && removed.length === 0) return before;
  const gone = new Set([...removed, ...changed.map(({ pack }) => pack.key)]);
  const list = before.filter(({ key }) => !gone.has(key));
  for (const { at, pack } of changed) list.splice(at, 0, pack);
  return list;
}
