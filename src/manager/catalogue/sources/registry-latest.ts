import { msg, type Message, type Sentence } from '../../../contract/text/message';
import pLimit from 'p-limit';
import { AppError, toAppError } from '../../../contract/errors';
import type { CatalogueMode, NetworkMode } from '../../../contract/settings';
import { dayMs } from './freshness';
import { isRegistryAllowed, planLoad } from '../load-plan';
import type { Registry } from './registry';
import type { RegistryRecord } from './registry-data';
import type { Source } from './source';

/** What the registry offers of a pack, or why nobody can say. */
export type LatestVersion = { version: string } | { problem: Sentence };

/** The newest versions by folded registry id; every id that was asked for has an answer. */
export type FindLatest = (
  ids: readonly string[],
  about: { mode: CatalogueMode; signal: AbortSignal },
) => Promise<ReadonlyMap<string, LatestVersion>>;

export interface LatestParts {
  source: Pick<Source<readonly RegistryRecord[]>, 'read'>;
  registry: Pick<Registry, 'pack' | 'packs'>;
  networkMode(): NetworkMode;
}

/** Ids in one question: the address stays shorter than what every server takes. */
const idsPerQuestion = 50;
const questionsAtOnce = 8;

/** What is offered of a record. */
function offerOf(record: RegistryRecord): LatestVersion {
  if (record.isRemoved) return { problem: msg`The registry has removed the pack.` };
  if (record.latestVersion === null) return { problem: msg`The registry has no version of it.` };
  return { version: record.latestVersion };
}

function problemOf(error: unknown): LatestVersion {
  return { problem: toAppError(error).words.message };
}

/** The kept list, as far as the mode trusts it: in mode `cache` for a day, in mode `remote` never. */
async function readTrusted(
  { source, networkMode }: LatestParts,
  mode: CatalogueMode,
): Promise<readonly RegistryRecord[]> {
  const freshness = planLoad(mode, networkMode(), false).registry;
  if (freshness === 'now') return [];
  const cached = await source.read();
  const isTrusted = cached !== null && (freshness === 'kept' || Date.now() - cached.asOfMs < dayMs);
  return isTrusted ? cached.value : [];
}

function whyNotRequested(mode: CatalogueMode, networkMode: NetworkMode): Message {
  if (!isRegistryAllowed(networkMode))
    return msg`The saved list of the registry does not have it, and network_mode = ${networkMode} does not allow asking.`;
  return msg`The saved list of the registry does not have it, and mode ${mode} does not ask the registry.`;
}

async function askOne({ registry }: LatestParts, id: string, signal: AbortSignal): Promise<LatestVersion> {
  try {
    const record = await registry.pack(id, signal);
    return record === null ? { problem: msg`The registry does not have it.` } : offerOf(record);
  } catch (error) {
    if (signal.aborted) throw error;
    return problemOf(error);
  }
}

/** Asks for many in one question; those it leaves open one by one, unless the registry cannot be reached at all. */
async function askMany(
  parts: LatestParts,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<[string, LatestVersion][]> {
  let records: ReadonlyMap<string, RegistryRecord> = new Map();
  try {
    records = await parts.registry.packs(ids, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof AppError && error.code === 'network-failed') return ids.map((id) => [id, problemOf(error)]);
  }
  const limit = pLimit(questionsAtOnce);
  return Promise.all(
    ids.map(async (id): Promise<[string, LatestVersion]> => {
      const record = records.get(id.toLowerCase());
      return [id, record === undefined ? await limit(() => askOne(parts, id, signal)) : offerOf(record)];
    }),
  );
}

function inChunks(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / idsPerQuestion);
  return Array.from({ length: count }, (_, index) => ids.slice(index * idsPerQuestion, (index + 1) * idsPerQuestion));
}

/** Makes the look-up of newest versions: the cached list first, then few questions for many packs. */
export function createFindLatest(parts: LatestParts): FindLatest {
  return async (ids, { mode, signal }) => {
    const wanted = new Map(ids.map((id) => [id.toLowerCase(), id]));
    const found = new Map<string, LatestVersion>();
    for (const record of await readTrusted(parts, mode)) {
      const id = record.id.toLowerCase();
      if (wanted.has(id)) found.set(id, offerOf(record));
    }
    const open = [...wanted].filter(([folded]) => !found.has(folded)).map(([, id]) => id);
    const isSilent = mode === 'local' || !isRegistryAllowed(parts.networkMode());
    const answers = isSilent
      ? open.map((id): [string, LatestVersion] => [id, { problem: whyNotRequested(mode, parts.networkMode()) }])
      : (await Promise.all(inChunks(open).map((chunk) => askMany(parts, chunk, signal)))).flat();
    for (const [id, latest] of answers) found.set(id.toLowerCase(), latest);
    return found;
  };
}
