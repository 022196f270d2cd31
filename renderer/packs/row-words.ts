import { t } from 'i18next';
import type { ErrorBody } from '../../src/contract/error-body';
import { describeFailure } from '../texts/policy-words';
import { hintOrder, packOrders } from '../state/acts/pack-orders';

/** A sentence that lacks one name. */
type Sentence = (name: string) => string;

/** No name has it. */
const gap = '\u0000';

function toSentence(withGap: string): Sentence {
  const parts = withGap.split(gap);
  return (name) => parts.join(name);
}

function makeRowWords() {
  const offerOf = (action: string): Sentence => toSentence(t('actions.of', { action, name: gap }));
  const offers = { install: t('actions.install'), update: t('actions.update'), enable: t('actions.enable') };
  return {
    // Stands before the node class that a pack brings.
    provides: t('packs.provides'),
    noDescription: t('packs.noDescription'),
    notListed: t('packs.notListed'),
    installed: t('states.installed'),
    favourite: t('favourites.mark'),
    check: toSentence(t('packs.check', { name: gap })),
    more: toSentence(t('packs.more', { name: gap })),
    offers,
    offersOf: {
      install: offerOf(offers.install),
      update: offerOf(offers.update),
      enable: offerOf(offers.enable),
    },
    offerHints: new Map(packOrders.map((order) => [order.task, hintOrder(order)])),
    // A problem in one line.
    describeProblem: (problem: string | ErrorBody): string =>
      typeof problem === 'string' ? (problem.split('\n', 1)[0] ?? '') : describeFailure(problem).cause,
  };
}

/** Everything that rows of packs say. */
export type RowWords = ReturnType<typeof makeRowWords>;

const made = new Map<string, RowWords>();

/** The words of rows in a language, looked up once: each of them for every row and key would take longer than drawing the rows. */
export function rowWordsIn(language: string): RowWords {
  const words = made.get(language) ?? makeRowWords();
  made.set(language, words);
  return words;
}
