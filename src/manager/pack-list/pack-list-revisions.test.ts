import { describe, expect, it } from 'vitest';
import type { LocalPacksAnswer } from '../../contract/packs/local-packs';
import { applyPackListChange } from '../../contract/packs/pack-list-change';
import type { LocalPack } from '../../contract/packs/local-packs';
import { createPackListRevisions } from './pack-list-revisions';

const pack = (key: string, enabled = true): LocalPack => ({
  ...{ key, name: key, source: 'registry', enabled, version: '1.0.0' },
  ...{ registryId: key, auxId: null, repository: null, branch: null },
});
const packs = Array.from({ length: 50 }, (_none, at) => pack(`pack-${at}`));
const disable = (list: readonly LocalPack[], at: number) =>
  list.map((one, place) => (place === at ? pack(one.key, false) : one));

/** What a client knows after an answer. */
function learn(known: LocalPack[], answer: LocalPacksAnswer): LocalPack[] {
  return answer.isWhole ? answer.packs : applyPackListChange(known, answer);
}

describe('the list of packs by revision', () => {
  it('is told as a whole to who knows nothing, and the same object as long as nothing changed', () => {
    const answer = createPackListRevisions();
    const first = answer(packs);
    expect(first).toMatchObject({ isWhole: true, packs });
    expect(answer([...packs])).toBe(first);
  });

  it('is what differs to who names an answer that is still known', () => {
    const answer = createPackListRevisions();
    const first = answer(packs);
    const changed = disable(packs, 7);
    const next = answer(changed, first.revision);
    expect(next).toMatchObject({ isWhole: false, changed: [{ at: 7, pack: changed[7] }], removed: [] });
    expect(learn(packs, next)).toEqual(changed);
    // Others asked in between, and changed more.
    let list = changed;
    for (let at = 0; at < 5; at += 1) {
      list = disable(list, at);
      answer(list);
    }
    expect(learn(changed, answer(list, next.revision))).toEqual(list);
    expect(answer(list, next.revision).isWhole).toBe(false);
  });

  it('is told as a whole to who names what is not known any more, or is of another core', () => {
    const answer = createPackListRevisions();
    const first = answer(packs);
    let list = packs;
    for (let at = 0; at < 40; at += 1) {
      list = disable(list, at);
      answer(list);
    }
    expect(answer(list, first.revision)).toMatchObject({ isWhole: true, packs: list });
    const other = createPackListRevisions()(packs);
    expect(answer(list, other.revision)).toMatchObject({ isWhole: true, packs: list });
  });
});
