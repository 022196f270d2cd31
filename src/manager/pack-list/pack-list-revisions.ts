import { randomUUID } from 'node:crypto';
import type { LocalPacksAnswer } from '../../contract/packs/local-packs';
import { comparePackLists } from '../../contract/packs/pack-list-change';
import type { LocalPack } from '../../contract/packs/local-packs';

/** How many answers are remembered. A caller names the last answer or an earlier one, because a busy window skips some and scripts ask in between. */
const maxKnown = 32;

type Whole = Extract<LocalPacksAnswer, { isWhole: true }>;

/**
 * Numbers the answered lists of packs. A caller that names an answer which is still known gets only what differs from it. The whole list is the same
 * frozen object as long as nothing changed. Packs of equal content must be the same objects.
 */
export function createPackListRevisions(): (packs: LocalPack[], since?: string) => LocalPacksAnswer {
  // Each core has revisions of its own, because the window may ask one core with an answer of another.
  const owner = randomUUID();
  let count = 0;
  let known: readonly Whole[] = [];
  const readNewest = (packs: LocalPack[]): Whole => {
    const [last] = known;
    const isSame = last?.packs.length === packs.length && packs.every((pack, at) => pack === last.packs[at]);
    if (last !== undefined && isSame) return last;
    count += 1;
    const newest = Object.freeze({ isWhole: true as const, revision: `${owner}-${count}`, packs });
    known = [newest, ...known].slice(0, maxKnown);
    return newest;
  };
  return (packs, since) => {
    const newest = readNewest(packs);
    const earlier = since === undefined ? undefined : known.find(({ revision }) => revision === since);
    const change = earlier === undefined ? null : comparePackLists(earlier.packs, newest.packs);
    return change === null ? newest : { isWhole: false, revision: newest.revision, ...change };
  };
}
