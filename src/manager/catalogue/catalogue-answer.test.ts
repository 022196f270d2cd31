import { describe, expect, it } from 'vitest';
import { createCatalogueAnswers, type Loaded } from './catalogue-answer';
import type { LoadedView } from './channel-view';
import { msg } from '../../contract/text/message';

const packs: LoadedView['packs'] = Object.freeze([]);
const view: LoadedView = {
  packs,
  index: { find: () => null },
  nodeMap: [],
  core: [],
  asOfMs: 1000,
  origin: 'kept',
  problems: [],
};
const loaded = (change: Partial<LoadedView> = {}, rest: Partial<Loaded> = {}): Loaded => ({
  view: { ...view, ...change },
  channelProblem: null,
  isLocal: false,
  ...rest,
});

describe('catalogue answers', () => {
  it('are one frozen object as long as they say the same', () => {
    const answer = createCatalogueAnswers();
    const first = answer(loaded({}, { isLocal: true }), false);
    expect(answer(loaded(), false)).toBe(first);
    expect(Object.isFrozen(first) && Object.isFrozen(first.packs)).toBe(true);
  });

  it.each<[string, Loaded]>([
    ['other packs', loaded({ packs: Object.freeze([]) })],
    ['another date', loaded({ asOfMs: 2000 })],
    ['another origin', loaded({ origin: 'fetched' })],
    ['a problem', loaded({ problems: [msg`No answer.`] })],
    ['a channel that cannot be used', loaded({}, { channelProblem: msg`It is gone.` })],
  ])('are made anew for %s', (_what, changed) => {
    const answer = createCatalogueAnswers();
    const first = answer(loaded(), false);
    expect(answer(changed, false)).not.toBe(first);
  });
});
