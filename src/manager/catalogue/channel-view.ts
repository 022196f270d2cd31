import type { CatalogueModel } from '../../contract/models';
import type { CataloguePack } from '../../contract/packs/catalogue-packs';
import type { HttpOptions } from '../../base/http/fetch';
import { beginSlice } from '../../base/async/time-slice';
import { isComfyCore } from './sources/addresses';
import { isChannelList, readChannelList, readNodeMap, readStats } from './sources/channel-data';
import type { ChannelEntry, NodeMapEntry, RepositoryStats } from './sources/channel-data';
import { createChannelFile } from './sources/channel-source';
import { publishedTwins, type ChannelChoice } from './sources/channels';
import type { OnLeftOut } from './sources/entry-fields';
import { readFresh, type Freshness, type Patience } from './sources/freshness';
import type { CachedCopies } from './sources/cached-copies';
import { isLooseObject } from './sources/loose-json';
import { mergeCatalogue } from './table/merge';
import { isModelList, readModelList } from './model-data';
import { createPackIndex, type PackIndex } from './table/pack-index';
import type { RegistryRecord } from './sources/registry-data';
import type { Refreshed, Source } from './sources/source';
import { formatMessage, type Sentence } from '../../contract/text/message';

/** A channel merged with the registry: never changed, only replaced. */
export interface ViewSnapshot {
  packs: readonly CataloguePack[];
  index: PackIndex;
  nodeMap: readonly NodeMapEntry[];
  /** The node classes of ComfyUI itself. */
  core: readonly string[];
}

/** The age of what was loaded, and why nothing newer could be loaded. */
export interface LoadedState {
  /** When the oldest part was fetched; null when there is no data at all. */
  asOfMs: number | null;
  origin: 'fetched' | 'kept' | 'none';
  problems: Sentence[];
}

/** A snapshot and its state. */
export interface LoadedView extends ViewSnapshot, LoadedState {}

/** The models of a channel and their state. */
export interface LoadedModels extends LoadedState {
  models: readonly CatalogueModel[];
}

export interface ViewPlan {
  channel: Freshness;
  registry: Freshness;
}

export interface ChannelView {
  load(plan: ViewPlan): Promise<LoadedView>;
  loadModels(freshness: Freshness): Promise<LoadedModels>;
  /** When the oldest part in memory was fetched; null without any. */
  asOfMs(): number | null;
  /** Whether its list is in memory: then what is there counts, and not what is kept on disk. */
  isLoaded(): boolean;
}

export interface ChannelViewOptions {
  choice: Pick<ChannelChoice, 'baseUrl' | 'isDefault'>;
  registry: Source<readonly RegistryRecord[]>;
  copies: CachedCopies;
  http: Pick<HttpOptions, 'proxy'>;
  onChanged(): void;
  onFailed(problem: string): void;
  /** Is called with the entries of a document that cannot be used. */
  onLeftOut?: (document: string) => OnLeftOut;
}

// The list waits for the channel's files, without which there is none. The registry's packs may come later, because reading all of them takes many
// seconds.
const channelPatience: Patience = { withCopyMs: 8000, withoutCopyMs: Infinity };
const registryPatience: Patience = { withCopyMs: 3000, withoutCopyMs: 3000 };

const noEntries: readonly ChannelEntry[] = [];
const noNodes: readonly NodeMapEntry[] = [];
const noStats: ReadonlyMap<string, RepositoryStats> = new Map();
const noRecords: readonly RegistryRecord[] = [];
const noModels: readonly CatalogueModel[] = [];

function openSources(options: ChannelViewOptions) {
  const { choice, copies, http, onChanged, onFailed, onLeftOut } = options;
  const common = {
    baseUrl: choice.baseUrl,
    otherBaseUrls: publishedTwins(choice.baseUrl),
    copies,
    http,
    onChanged,
    onFailed,
  };
  return {
    list: createChannelFile<readonly ChannelEntry[]>({
      ...common,
      fileName: 'custom-node-list.json',
      parse: (data) => (isChannelList(data) ? readChannelList(data, onLeftOut?.('custom-node-list.json')) : null),
    }),
    nodeMap: createChannelFile<readonly NodeMapEntry[]>({
      ...common,
      fileName: 'extension-node-map.json',
      parse: (data) => (isLooseObject(data) ? readNodeMap(data, onLeftOut?.('extension-node-map.json')) : null),
      absent: noNodes,
    }),
    stats: createChannelFile<ReadonlyMap<string, RepositoryStats>>({
      ...common,
      fileName: 'github-stats.json',
      parse: (data) => (isLooseObject(data) ? readStats(data) : null),
      absent: noStats,
    }),
    models: createChannelFile<readonly CatalogueModel[]>({
      ...common,
      fileName: 'model-list.json',
      parse: (data) => (isModelList(data) ? readModelList(data, onLeftOut?.('model-list.json')) : null),
      absent: noModels,
    }),
  };
}

interface Parts {
  list: readonly ChannelEntry[];
  nodeMap: readonly NodeMapEntry[];
  stats: ReadonlyMap<string, RepositoryStats>;
  registry: readonly RegistryRecord[];
}

async function buildSnapshot(parts: Parts, isDefaultChannel: boolean): Promise<ViewSnapshot> {
  const { list: entries, nodeMap, stats, registry } = parts;
  const slice = beginSlice();
  const merged = await mergeCatalogue({ entries, nodeMap, stats, registry, isDefaultChannel }, slice);
  const packs = Object.freeze(merged.map(({ pack }) => Object.freeze(pack)));
  const core = nodeMap.flatMap(({ url, nodeClasses }) => (isComfyCore(url) ? nodeClasses : []));
  return { packs, index: await createPackIndex(merged, slice), nodeMap, core };
}

function isSameParts(a: Parts, b: Parts): boolean {
  return a.list === b.list && a.nodeMap === b.nodeMap && a.stats === b.stats && a.registry === b.registry;
}

function judge(answers: readonly Refreshed<unknown>[]): LoadedState {
  const cached = answers.map((answer) => answer.cached).filter((item) => item !== null);
  const found = answers.flatMap(({ problem }) => problem ?? []);
  const problems = [...new Map(found.map((problem) => [formatMessage(problem), problem])).values()];
  if (cached.length === 0) return { asOfMs: null, origin: 'none', problems };
  const isFetched = problems.length === 0 && cached.every((item) => item.isVerified);
  return { asOfMs: Math.min(...cached.map((item) => item.asOfMs)), origin: isFetched ? 'fetched' : 'kept', problems };
}

/** Opens one channel. Its sources load on first use. */
export function createChannelView(options: ChannelViewOptions): ChannelView {
  const sources = openSources(options);
  const all = [sources.list, sources.nodeMap, sources.stats, options.registry];
  let last: { parts: Parts; snapshot: Promise<ViewSnapshot> } | null = null;

  const snapshotOf = (parts: Parts): Promise<ViewSnapshot> => {
    if (last === null || !isSameParts(last.parts, parts))
      last = { parts, snapshot: buildSnapshot(parts, options.choice.isDefault) };
    return last.snapshot;
  };
  return {
    async load(plan) {
      const [list, nodeMap, stats, registry] = await Promise.all([
        readFresh(sources.list, plan.channel, channelPatience),
        readFresh(sources.nodeMap, plan.channel, channelPatience),
        readFresh(sources.stats, plan.channel, channelPatience),
        readFresh(options.registry, plan.registry, registryPatience),
      ]);
      const snapshot = await snapshotOf({
        list: list.cached?.value ?? noEntries,
        nodeMap: nodeMap.cached?.value ?? noNodes,
        stats: stats.cached?.value ?? noStats,
        registry: registry.cached?.value ?? noRecords,
      });
      return { ...snapshot, ...judge([list, nodeMap, stats, registry]) };
    },
    async loadModels(freshness) {
      const models = await readFresh(sources.models, freshness, channelPatience);
      return { models: models.cached?.value ?? noModels, ...judge([models]) };
    },
    isLoaded: () => sources.list.peek() !== null,
    asOfMs: () => {
      const times = all.map((source) => source.peek()?.asOfMs).filter((time) => time !== undefined);
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
