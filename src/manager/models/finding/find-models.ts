import { cancelled, toAppError } from '../../../contract/errors';
import type { FoundModel } from '../../../contract/found-models';
import { joinMessages, type Message } from '../../../contract/text/message';
import type { ModelNetwork } from '../download/remote-facts';
import { describeModels } from '../ledger/presence';
import type { ModelPlaces } from '../places/folders';
import { readModelPage, type ModelPage } from './model-page';
import type { Offer } from './offer';
import { readCivitaiPage, searchCivitai } from './search-civitai';
import { readHubPage, searchHuggingFace } from './search-hugging-face';

/** What was found, and which host did not answer, and why. */
export interface Findings {
  models: FoundModel[];
  notice: Message | null;
}

/** Where a search looks, and what is on this machine. */
export interface FindingSource {
  network: ModelNetwork;
  places: ModelPlaces;
}

/** One from each in turn, so that the best of both stand in front. */
function interleave(lists: readonly (readonly Offer[])[]): Offer[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

function readPage(
  page: ModelPage,
  about: { network: ModelNetwork; folders: readonly string[] },
  signal: AbortSignal,
): Promise<Offer[]> {
  return page.host === 'civitai' ? readCivitaiPage(page, about.network, signal) : readHubPage(page, about, signal);
}

/**
 * Asks Hugging Face and Civitai for models, by words, or for those that an address names, and looks which of them are on disk. A host that fails takes nothing from the other; where both do, its error is
 * thrown: `network-failed`, `download-failed`, `cancelled`.
 */
export async function findModels(
  query: string,
  { network, places }: FindingSource,
  signal: AbortSignal,
): Promise<Findings> {
  const folders = Object.keys(places.folders);
  const page = readModelPage(query, { hubUrl: network.hubUrl, civitaiUrl: network.civitai?.url ?? '' });
  const asked =
    page === null
      ? [searchHuggingFace(query, { network, folders }, signal), searchCivitai(query, network, signal)]
      : [readPage(page, { network, folders }, signal)];
  const answers = await Promise.allSettled(asked);
  if (signal.aborted) throw cancelled();
  const offers = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const errors = answers.flatMap((one) => (one.status === 'rejected' ? [toAppError(one.reason)] : []));
  const [first] = errors;
  if (first !== undefined && offers.length === 0) throw first;
  const found = interleave(offers);
  const rows = await describeModels(found, places);
  return {
    models: found.flatMap((offer, at) => {
      const row = rows[at];
      return row === undefined ? [] : [{ ...offer, ...row }];
    }),
    notice: errors.length === 0 ? null : joinMessages(errors.map(({ words }) => words.message)),
  };
}
