import { isDeepStrictEqual } from 'node:util';
import type { Catalogue } from '../../contract/packs/catalogue-packs';
import type { LoadedView, ViewSnapshot } from './channel-view';
import { describeNotice } from './notice';
import type { Message } from '../../contract/text/message';

/** A view, with what could not be had of what was asked for. */
export interface Loaded {
  view: LoadedView;
  channelProblem: Message | null;
  isLocal: boolean;
}

function toCatalogue({ view, channelProblem, isLocal }: Loaded, isOffline: boolean): Catalogue {
  return {
    packs: [...view.packs],
    asOf: view.asOfMs === null ? null : new Date(view.asOfMs).toISOString(),
    origin: view.origin,
    notice: describeNotice(view, { isOffline, isLocal, channelProblem }),
  };
}

function isSameCatalogue(a: Catalogue, b: Catalogue): boolean {
  return a.asOf === b.asOf && a.origin === b.origin && isDeepStrictEqual(a.notice, b.notice);
}

/**
 * Turns views into frozen catalogues. While the content is the same, the object of before is handed out again: a window that asks for the kept copy
 * and then for the current one gets one object, whose text is written only once.
 */
export function createCatalogueAnswers(): (loaded: Loaded, isOffline: boolean) => Catalogue {
  let last: { packs: ViewSnapshot['packs']; catalogue: Catalogue } | null = null;
  return (loaded, isOffline) => {
    const { packs } = loaded.view;
    const catalogue = toCatalogue(loaded, isOffline);
    if (last?.packs === packs && isSameCatalogue(last.catalogue, catalogue)) return last.catalogue;
    Object.freeze(catalogue.packs);
    last = { packs, catalogue: Object.freeze(catalogue) };
    return catalogue;
  };
}
