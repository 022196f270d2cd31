import { t } from 'i18next';
import type { ErrorBody } from '../../src/contract/error-body';
import { describeFailure } from '../texts/policy-words';
import { hintOrder } from './order-words';
import type { RowOffer, RowStatus } from './row-facts';

type Offer = Exclude<RowOffer, null>;
/** A sentence that lacks one name. */
type Sentence = (name: string) => string;

/** Everything that rows of packs say. */
export interface RowWords {
  /** Stands before the node class that a pack brings. */
  provides: string;
  noDescription: string;
  notListed: string;
  installed: string;
  /** Of a pack that is marked with a star. */
  favourite: string;
  check: Sentence;
  more: Sentence;
  offers: Record<Offer, string>;
  offersOf: Record<Offer, Sentence>;
  /** Says the key of an offer. */
  offerHints: Record<Offer, string>;
  states: Record<Exclude<RowStatus, 'none'>, string>;
  /** A problem in one line. */
  describeProblem: (problem: string | ErrorBody) => string;
}

/** No name has it. */
const gap = '\u0000';

function toSentence(withGap: string): Sentence {
  const parts = withGap.split(gap);
  return (name) => parts.join(name);
}

/** The word for each status. */
export function makeStateWords(): RowWords['states'] {
  return {
    failed: t('states.failed'),
    broken: t('states.broken'),
    restart: t('states.restart'),
    lacking: t('states.lacking'),
    'left-out': t('states.left-out'),
    disabled: t('states.disabled'),
    system: t('fit.system'),
    accelerator: t('fit.accelerator'),
    comfyui: t('fit.comfyui'),
  };
}

function makeRowWords(): RowWords {
  const offerOf = (action: string): Sentence => toSentence(t('actions.of', { action, name: gap }));
  const offers = { install: t('actions.install'), update: t('actions.update'), enable: t('actions.enable') };
  return {
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
    offerHints: {
      install: hintOrder('install'),
      update: hintOrder('update'),
      enable: hintOrder('enable'),
    },
    states: makeStateWords(),
    describeProblem: (problem) =>
      typeof problem === 'string' ? (problem.split('\n', 1)[0] ?? '') : describeFailure(problem).cause,
  };
}

const made = new Map<string, RowWords>();

/** The words of rows in a language, looked up once: each of them for every row and key would take longer than drawing the rows. */
export function rowWordsIn(language: string): RowWords {
  const words = made.get(language) ?? makeRowWords();
  made.set(language, words);
  return words;
}
