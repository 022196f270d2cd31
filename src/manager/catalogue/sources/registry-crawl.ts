import { AppError, toAppError } from '../../../contract/errors';
import { msg, type Sentence } from '../../../contract/text/message';
import { arrayOf, countOf, isLooseObject, objectOf, type LooseObject } from './loose-json';

export interface CrawlResult {
  nodes: LooseObject[];
  pagesTotal: number;
  pagesMissing: number;
  /** Why the first missing page is missing; null when none is. */
  problem: Sentence | null;
}

/** Fetches one page; the signal ends the whole crawl. */
export type FetchPage = (page: number) => Promise<unknown>;

const parallelPages = 4;
const maxPages = 2000;
/** After so many failures in a row the registry is down, and waiting for the other pages helps nobody. */
const maxFailuresInRow = 4;

interface Page {
  nodes: LooseObject[];
  total: number;
}

function readPage(data: unknown): Page {
  const page = objectOf(data);
  if (!Array.isArray(page['nodes'])) {
    throw new AppError('download-failed', msg`The registry answered with something other than a list of packs.`, {
      remedy: msg`Check the setting hosts.registry.`,
    });
  }
  return {
    nodes: arrayOf(page['nodes']).filter(isLooseObject),
    total: Math.min(countOf(page['totalPages']) ?? 1, maxPages),
  };
}

async function fetchTwice(fetchPage: FetchPage, page: number): Promise<Page> {
  try {
    return readPage(await fetchPage(page));
  } catch {
    return readPage(await fetchPage(page));
  }
}

/**
 * Reads all pages of the registry, a few at a time. A page that fails twice is left out and counted, so one bad page does not cost the
 * others. Throws when even the first page cannot be had.
 */
export async function crawlRegistry(fetchPage: FetchPage): Promise<CrawlResult> {
  const first = await fetchTwice(fetchPage, 1);
  const pages = new Map([[1, first]]);
  let next = 2;
  let failuresInRow = 0;
  let problem: Sentence | null = null;
  const work = async () => {
    while (next <= first.total && failuresInRow < maxFailuresInRow) {
      const page = next;
      next += 1;
      try {
        pages.set(page, await fetchTwice(fetchPage, page));
        failuresInRow = 0;
      } catch (error) {
        problem ??= toAppError(error).words.message;
        failuresInRow += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: parallelPages }, work));
  // Pages arrive in any order; the list is the same every time.
  const inOrder = [...pages].sort(([a], [b]) => a - b).flatMap(([, page]) => page.nodes);
  const pagesTotal = Math.max(1, first.total);
  return { nodes: inOrder, pagesTotal, pagesMissing: pagesTotal - pages.size, problem };
}
