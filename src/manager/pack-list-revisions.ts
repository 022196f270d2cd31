import { randomUUID } from 'node:crypto';
import type { LocalPacksAnswer } from '../contract/local-packs';
import { comparePackLists } from '../contract/pack-list-change';
import type { LocalPack } from '../contract/packs';

/** Who asks after each change names the last answer or one before it: a window that is busy leaves some out, and scripts ask in between. */
const maxKnown = 32;

type Whole = Extract<LocalPacksAnswer, { isWhole: true }>;

/**
 * Numbers the lists of packs that were answered. Who names an answer that is still known is told only what differs from it. The whole list is
 * the same frozen object as long as nothing changed. Packs that say the same must be the same objects.
 */
export function createPackListRevisions(): (packs: LocalPack[], since?: string) => LocalPacksAnswer {
  // Another core has revisions of its own: the window may ask one with what it knows of another.
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
