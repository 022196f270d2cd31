import { forEachInSlices, type TimeSlice } from '../../../base/async/time-slice';
import type { CataloguePack } from '../../../contract/packs/catalogue-packs';
import { addressKey, isComfyCore, normaliseRepository } from '../sources/addresses';
import type { ChannelEntry, NodeMapEntry, RepositoryStats } from '../sources/channel-data';
import { plainText } from './plain-text';
import type { RegistryRecord } from '../sources/registry-data';

export interface MergeInput {
  entries: readonly ChannelEntry[];
  nodeMap: readonly NodeMapEntry[];
  stats: ReadonlyMap<string, RepositoryStats>;
  registry: readonly RegistryRecord[];
  /** Packs that only the registry knows belong to the default channel alone. */
  isDefaultChannel: boolean;
}

/** A line of the catalogue, and the channel list's own short id for it. */
export interface MergedPack {
  pack: CataloguePack;
  catalogueId: string | null;
}

interface Lookups {
  nodeClasses: ReadonlyMap<string, string[]>;
  stats: ReadonlyMap<string, RepositoryStats>;
  registry: ReadonlyMap<string, RegistryRecord>;
}

function joinNames(a: readonly string[] | undefined, b: string[]): string[] {
  return a === undefined || a.length === 0 ? b : [...new Set([...a, ...b])];
}

async function collectNodeClasses(nodeMap: readonly NodeMapEntry[], slice: TimeSlice): Promise<Map<string, string[]>> {
  const byKey = new Map<string, string[]>();
  await forEachInSlices(nodeMap, slice, ({ url, nodeClasses }) => {
    const key = addressKey(url);
    byKey.set(key, joinNames(byKey.get(key), nodeClasses));
  });
  return byKey;
}

/** Registry packs by repository. When several name the same one, the most downloaded counts: the others are mostly abandoned claims. */
export function indexByRepository(registry: readonly RegistryRecord[]): Map<string, RegistryRecord> {
  const byKey = new Map<string, RegistryRecord>();
  for (const record of registry) {
    if (record.repository === '' || record.isRemoved) continue;
    const key = addressKey(record.repository);
    const known = byKey.get(key);
    if (known === undefined || record.downloads > known.downloads) byKey.set(key, record);
  }
  return byKey;
}

function nodeClassesOf(urls: readonly string[], { nodeClasses }: Lookups): string[] {
  return urls.reduce<string[]>((names, url) => joinNames(names, nodeClasses.get(addressKey(url)) ?? []), []);
}

function statsOf(urls: readonly string[], lookups: Lookups): RepositoryStats {
  for (const url of urls) {
    const stats = lookups.stats.get(addressKey(url));
    if (stats !== undefined) return stats;
  }
  return { stars: null, updatedAt: null };
}

type RegistryKnowledge = Pick<
  RegistryRecord,
  'name' | 'author' | 'description' | 'latestVersion' | 'updatedAt' | 'stars' | 'tags'
>;

/** What the registry alone knows, each where it says something. */
function onlyRegistry(
  record: RegistryRecord | undefined,
): Pick<CataloguePack, 'downloads' | 'createdAt' | 'needs' | 'icon'> {
  if (record === undefined) return {};
  const { downloads, createdAt, needs, icon } = record;
  return {
    downloads,
    ...(createdAt === null ? {} : { createdAt }),
    ...(needs === undefined ? {} : { needs }),
    ...(icon === '' ? {} : { icon }),
  };
}

/** What the registry adds to an entry that it does not know. */
const unknownToRegistry: RegistryKnowledge = {
  name: '',
  author: '',
  description: '',
  latestVersion: null,
  updatedAt: null,
  stars: null,
  tags: [],
};

function addressesOf(entry: ChannelEntry): { first: string; repository: string | null } {
  const [first = entry.reference] = entry.files;
  return { first, repository: entry.installType === 'git-clone' ? normaliseRepository(first) : null };
}

/** The registry's words where it has some: its publishers keep them, the channel list is edited by others. */
function describe(
  entry: ChannelEntry,
  known: RegistryKnowledge,
): Pick<CataloguePack, 'title' | 'author' | 'description'> {
  return {
    title: known.name || entry.title || entry.reference,
    author: known.author || entry.author,
    description: plainText(known.description || entry.description),
  };
}

function mergeEntry(entry: ChannelEntry, lookups: Lookups): CataloguePack {
  const { first, repository } = addressesOf(entry);
  const record = entry.files.length === 1 ? lookups.registry.get(addressKey(first)) : undefined;
  const stats = statsOf([entry.reference, first], lookups);
  const registryId = record?.id ?? null;
  const known = record ?? unknownToRegistry;
  return {
    key: registryId ?? repository ?? first,
    registryId,
    ...describe(entry, known),
    repository,
    files: entry.files,
    installType: entry.installType,
    latestVersion: known.latestVersion,
    stars: stats.stars ?? known.stars,
    updatedAt: stats.updatedAt ?? known.updatedAt,
    nodeClasses: nodeClassesOf(entry.files, lookups),
    tags: joinNames(entry.tags, known.tags),
    ...onlyRegistry(record),
  };
}

function mergeRecord(record: RegistryRecord, lookups: Lookups): CataloguePack {
  const repository = record.repository === '' ? null : normaliseRepository(record.repository);
  const urls = record.repository === '' ? [] : [record.repository];
  const stats = statsOf(urls, lookups);
  return {
    key: record.id,
    registryId: record.id,
    title: record.name,
    author: record.author,
    description: plainText(record.description),
    repository,
    files: repository === null ? [] : [repository],
    installType: 'registry',
    latestVersion: record.latestVersion,
    stars: stats.stars ?? record.stars,
    updatedAt: stats.updatedAt ?? record.updatedAt,
    nodeClasses: nodeClassesOf(urls, lookups),
    tags: record.tags,
    ...onlyRegistry(record),
  };
}

/** The wished key, else the address, else the address with a number: two entries never share a key, and none is dropped. */
function claimKey(pack: CataloguePack, taken: Set<string>): string {
  const address = pack.repository ?? pack.files[0] ?? pack.key;
  let key = taken.has(pack.key) ? address : pack.key;
  for (let count = 2; taken.has(key); count += 1) key = `${address}#${count}`;
  taken.add(key);
  return key;
}

/** A line for a registry pack that nobody has listed yet. */
export function packOfRecord(record: RegistryRecord): CataloguePack {
  return mergeRecord(record, { nodeClasses: new Map(), stats: new Map(), registry: new Map() });
}

/**
 * One list of the channel's entries and the registry's packs (docs/reference/on-disk.md 23), keyed so that every channel entry appears and same-named
 * repositories of different people stay apart. Depends on nothing but its input, and gives way to other work: the real lists take 100 ms.
 */
export async function mergeCatalogue(input: MergeInput, slice: TimeSlice): Promise<MergedPack[]> {
  const lookups: Lookups = {
    nodeClasses: await collectNodeClasses(input.nodeMap, slice),
    stats: input.stats,
    registry: indexByRepository(input.registry),
  };
  const taken = new Set<string>();
  const merged: MergedPack[] = [];
  const add = (pack: CataloguePack, catalogueId: string | null): void => {
    merged.push({ pack: Object.assign(pack, { key: claimKey(pack, taken) }), catalogueId });
  };
  await forEachInSlices(input.entries, slice, (entry) => {
    if (entry.files.length !== 1 || !isComfyCore(entry.files[0] ?? '')) add(mergeEntry(entry, lookups), entry.id);
  });
  if (!input.isDefaultChannel) return merged;
  const listedIds = new Set(merged.map(({ pack }) => pack.registryId));
  await forEachInSlices(input.registry, slice, (record) => {
    if (record.isRemoved || listedIds.has(record.id) || isComfyCore(record.repository)) return;
    add(mergeRecord(record, lookups), null);
  });
  return merged;
}
