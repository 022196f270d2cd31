import { say, type Said } from '../../../contract/text/said';
import { fetchJson, type HttpOptions } from '../../../base/http/fetch';
import { dayMs } from './freshness';
import { readEntries, type OnLeftOut } from './entry-fields';
import { cacheFileName, type KeptCopies, type KeptCopy, type KeptFacts } from './kept-copies';
import { arrayOf, isLooseObject, objectOf, textOf, type LooseObject } from './loose-json';
import { crawlRegistry, type CrawlResult } from './registry-crawl';
import { keepableRecord, readRegistryRecord, type RegistryRecord } from './registry-data';
import { createSource, type Held, type RefreshOptions, type Source } from './source';

export interface RegistrySourceOptions {
  /** `hosts.registry` without final slash. */
  registryUrl: string;
  comfyVersion: string | null;
  copies: KeptCopies;
  http: Pick<HttpOptions, 'proxy'>;
  onChanged(): void;
  onFailed(problem: string): void;
  /** Is called with the records that cannot be used. */
  onLeftOut?: (document: string) => OnLeftOut;
}

const pageTimeoutMs = 30_000;
const pageLimit = 100;
/** A page of 100 packs has some 200 KB. */
const maxPageBytes = 8 * 1024 * 1024;
/** Packs that were removed do not appear in increments, so the whole list is read again after this time. */
const wholeEveryMs = 7 * 24 * 60 * 60 * 1000;
/** Increments overlap a little: the clocks of the two sides differ. */
const overlapMs = 10 * 60 * 1000;

const formFactors: Readonly<Record<string, string>> = { win32: 'git-windows', darwin: 'git-mac', linux: 'git-linux' };

function pageUrl(options: RegistrySourceOptions, page: number, since: string | null): string {
  const url = new URL(`${options.registryUrl}/nodes`);
  url.searchParams.set('page', String(page));
  url.searchParams.set('limit', String(pageLimit));
  url.searchParams.set('comfyui_version', options.comfyVersion ?? 'unknown');
  url.searchParams.set('form_factor', formFactors[process.platform] ?? 'other');
  if (since !== null) url.searchParams.set('timestamp', since);
  return url.href;
}

/** The old nodes, with each new one in the place of the old one of its id, or at the end. */
function overlay(old: readonly LooseObject[], changed: readonly LooseObject[]): LooseObject[] {
  const byId = new Map([...old, ...changed].map((node) => [textOf(node['id']), node]));
  byId.delete('');
  return [...byId.values()];
}

function describeGaps({ pagesMissing, pagesTotal, problem }: CrawlResult): Said | null {
  if (pagesMissing === 0) return null;
  const why = problem ?? say`no answer`;
  return say`${pagesMissing} of ${pagesTotal} pages of the registry could not be read (${why})`;
}

function parseKeptNodes(text: string): LooseObject[] {
  try {
    return arrayOf(objectOf(JSON.parse(text) as unknown)['nodes']).filter(isLooseObject);
  } catch {
    return [];
  }
}

type Records = readonly RegistryRecord[];

/** What is on disk, and whether asking for the changes since then is enough. */
interface Base {
  old: LooseObject[];
  kept: KeptCopy | null;
  /** Null: the whole list is read. */
  since: string | null;
}

async function readBase(copies: KeptCopies, name: string, isWhole: boolean): Promise<Base> {
  const kept = await copies.read(name);
  const old = kept === null ? [] : parseKeptNodes(kept.text);
  const wholeAtMs = kept?.wholeAtMs ?? null;
  if (isWhole || kept === null || old.length === 0 || wholeAtMs === null) return { old, kept, since: null };
  const isDue = Date.now() - wholeAtMs >= wholeEveryMs;
  return { old, kept, since: isDue ? null : new Date(kept.fetchedAtMs - overlapMs).toISOString() };
}

/** The age of a crawl's result. A result with gaps keeps the age of the list that it was merged into, so that the next start asks again. */
function factsOf({ kept, since }: Base, about: { startedMs: number; hasGaps: boolean }): KeptFacts {
  const { startedMs, hasGaps } = about;
  const wholeAtMs = kept?.wholeAtMs ?? null;
  if (hasGaps) return { fetchedAtMs: kept?.fetchedAtMs ?? startedMs - dayMs, etag: null, wholeAtMs };
  return { fetchedAtMs: startedMs, etag: null, wholeAtMs: since === null ? startedMs : wholeAtMs };
}

/** The list of all registry packs: kept in the reference's file, refreshed by increments, whole again after a week. */
export function createRegistrySource(options: RegistrySourceOptions): Source<Records> {
  const { copies, http } = options;
  const name = cacheFileName(`${options.registryUrl}/nodes`, 'nodes.json');

  const readKept = async (): Promise<Held<Records> | null> => {
    const kept = await copies.read(name);
    const value = kept === null ? [] : readEntries(parseKeptNodes(kept.text), readRegistryRecord);
    return kept === null || value.length === 0 ? null : { value, asOfMs: kept.fetchedAtMs, isVerified: false };
  };
  const fetchNew = async (previous: Held<Records> | null, { isWhole = false }: RefreshOptions) => {
    const startedMs = Date.now();
    const base = await readBase(copies, name, isWhole);
    const crawl = await crawlRegistry((page) =>
      fetchJson(pageUrl(options, page, base.since), { ...http, timeoutMs: pageTimeoutMs, maxBytes: maxPageBytes }),
    );
    const problem = describeGaps(crawl);
    const isAddition = base.since !== null || problem !== null;
    const found = readEntries(crawl.nodes, keepableRecord, options.onLeftOut?.('nodes.json'));
    const nodes = overlay(isAddition ? base.old : [], found);
    const text = JSON.stringify({ nodes }, null, 4);
    const isSame = previous !== null && base.kept?.text === text;
    const facts = factsOf(base, { startedMs, hasGaps: problem !== null });
    await copies.write(name, isSame ? null : text, facts);
    const value = isSame ? previous.value : readEntries(nodes, readRegistryRecord);
    return { held: { value, asOfMs: facts.fetchedAtMs, isVerified: problem === null }, problem };
  };
  return createSource({ readKept, fetchNew, onChanged: options.onChanged, onFailed: options.onFailed });
}
