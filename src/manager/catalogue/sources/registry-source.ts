import { msg, type Message } from '../../../contract/text/message';
import { fetchJson, type HttpOptions } from '../../../base/http/fetch';
import { dayMs } from './freshness';
import { readEntries, type OnLeftOut } from './entry-fields';
import { cacheFileName, type CachedCopies, type CachedCopy, type CopyFacts } from './cached-copies';
import { arrayOf, isLooseObject, objectOf, textOf, type LooseObject } from './loose-json';
import { crawlRegistry, type CrawlResult } from './registry-crawl';
import { keepableRecord, readRegistryRecord, type RegistryRecord } from './registry-data';
import { createSource, type Cached, type RefreshOptions, type Source } from './source';

export interface RegistrySourceOptions {
  /** `hosts.registry` without final slash. */
  registryUrl: string;
  comfyVersion: string | null;
  copies: CachedCopies;
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

function describeGaps({ pagesMissing, pagesTotal, problem }: CrawlResult): Message | null {
  if (pagesMissing === 0) return null;
  const why = problem ?? msg`no answer`;
  return msg`${pagesMissing} of ${pagesTotal} pages of the registry could not be read (${why})`;
}

function parseCachedNodes(text: string): LooseObject[] {
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
  copy: CachedCopy | null;
  /** Null: the whole list is read. */
  since: string | null;
}

async function readBase(copies: CachedCopies, name: string, isWhole: boolean): Promise<Base> {
  const copy = await copies.read(name);
  const old = copy === null ? [] : parseCachedNodes(copy.text);
  const wholeAtMs = copy?.wholeAtMs ?? null;
  if (isWhole || copy === null || old.length === 0 || wholeAtMs === null) return { old, copy, since: null };
  const isDue = Date.now() - wholeAtMs >= wholeEveryMs;
  return { old, copy, since: isDue ? null : new Date(copy.fetchedAtMs - overlapMs).toISOString() };
}

/** The age of a crawl's result. A result with gaps keeps the age of the list that it was merged into, so that the next start asks again. */
function factsOf({ copy, since }: Base, about: { startedMs: number; hasGaps: boolean }): CopyFacts {
  const { startedMs, hasGaps } = about;
  const wholeAtMs = copy?.wholeAtMs ?? null;
  if (hasGaps) return { fetchedAtMs: copy?.fetchedAtMs ?? startedMs - dayMs, etag: null, wholeAtMs };
  return { fetchedAtMs: startedMs, etag: null, wholeAtMs: since === null ? startedMs : wholeAtMs };
}

/** The list of all registry packs: kept in the reference's file, refreshed by increments, whole again after a week. */
export function createRegistrySource(options: RegistrySourceOptions): Source<Records> {
  const { copies, http } = options;
  const name = cacheFileName(`${options.registryUrl}/nodes`, 'nodes.json');

  const readCopy = async (): Promise<Cached<Records> | null> => {
    const copy = await copies.read(name);
    const value = copy === null ? [] : readEntries(parseCachedNodes(copy.text), readRegistryRecord);
    return copy === null || value.length === 0 ? null : { value, asOfMs: copy.fetchedAtMs, isVerified: false };
  };
  const fetchNew = async (previous: Cached<Records> | null, { isWhole = false }: RefreshOptions) => {
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
    const isSame = previous !== null && base.copy?.text === text;
    const facts = factsOf(base, { startedMs, hasGaps: problem !== null });
    await copies.write(name, isSame ? null : text, facts);
    const value = isSame ? previous.value : readEntries(nodes, readRegistryRecord);
    return { cached: { value, asOfMs: facts.fetchedAtMs, isVerified: problem === null }, problem };
  };
  return createSource({ readCopy, fetchNew, onChanged: options.onChanged, onFailed: options.onFailed });
}
