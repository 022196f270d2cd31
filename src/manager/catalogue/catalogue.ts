import { join } from 'node:path';
import type { CatalogueModel } from '../../contract/models';
import type { CatalogueAge, ListedPacks } from '../../contract/library/pack-table';
import type { Catalogue, CataloguePack, PackMappings, PackVersion } from '../../contract/packs/catalogue-packs';
import type { LocalPack } from '../../contract/packs/local-packs';
import type { AppSettings, CatalogueMode } from '../../contract/settings';
import { orAborted } from '../../base/async/abort';
import { createEmitter } from '../../base/async/emitter';
import type { Logger } from '../../base/log';
import type { ConfigFile } from '../installation/config';
import type { Paths } from '../installation/paths';
import { createCatalogueAnswers, type Loaded } from './catalogue-answer';
import { createChannelView, type ChannelView } from './channel-view';
import { openChannels, type Channel } from './sources/channels';
import { findPack, type FindOptions, type FindParts } from './find-pack';
import { readCopyAge } from './sources/copy-age';
import { createCachedCopies } from './sources/cached-copies';
import { assertRegistryAllowed, chooseChannel, planLoad } from './load-plan';
import { createMappingsCache } from './mappings/mappings-cache';
import { describeNotice } from './notice';
import { createPreparedTables, type PreparedTable } from './table/prepared-table';
import { createRecordIndex } from './table/record-index';
import { createRegistry, type ReleaseFacts } from './sources/registry';
import { createFindLatest, type FindLatest } from './sources/registry-latest';
import type { RegistryVersion } from './sources/registry-data';
import { createRegistrySource } from './sources/registry-source';
import { listVersions } from './version-list';
import type { Message } from '../../contract/text/message';

export type { RegistryVersion } from './sources/registry-data';

/** The packs there are to install: channel list and registry as one list, kept for when there is no network. */
export interface LiveCatalogue {
  /** The list. Never fails for want of a network: then it is the kept copy with its date, or empty with a notice. Throws `channel-invalid`, `cancelled`. */
  load(mode: CatalogueMode, options?: { channel?: string; signal?: AbortSignal }): Promise<Catalogue>;
  /** As `load`, for the window: see `src/contract/library/pack-table.ts`. */
  table(mode: CatalogueMode): Promise<CatalogueTable>;
  /**
   * Node classes by pack; installed packs are always in it, with what ComfyUI has loaded of them (`loadedClasses`: class -> `python_module`).
   * The same object while nothing changed; never changed once it was handed out.
   */
  mappings(
    mode: CatalogueMode | 'nickname',
    installed: readonly LocalPack[],
    loadedClasses: ReadonlyMap<string, string>,
  ): Promise<PackMappings>;
  /** The models of the chosen channel, kept by the same rules. Never fails for want of a network: then `notice` says what is missing. */
  models(mode: CatalogueMode): Promise<{ models: CatalogueModel[]; asOf: string | null; notice: Message | null }>;
  /** One pack by registry id, `owner/repo`, address, list id or a repository name that only one pack has. Null when nobody lists it; throws `channel-invalid` and the network's errors. */
  find(ref: string, options: FindOptions): Promise<CataloguePack | null>;
  /** Asks the registry directly. Throws `pack-not-found`, `version-not-found`, `network-failed`, `download-failed`. */
  resolveVersion(id: string, version: string | null, signal?: AbortSignal): Promise<RegistryVersion>;
  /** What the registry says of one version before it is downloaded. Throws `version-not-found` and the network's errors. */
  releaseFacts(id: string, version: string, signal?: AbortSignal): Promise<ReleaseFacts>;
  /** The newest version of each of these registry packs, or why nobody can say; never "up to date" for want of a network. Throws `cancelled`. */
  latestVersions: FindLatest;
  /** Versions of a pack for the picker, newest first, with `nightly` when its repository is known. */
  versions(ref: string, signal?: AbortSignal): Promise<PackVersion[]>;
  /** Registry id of a repository, from what is in memory. */
  registryIdOf(repository: string): string | null;
  /** The channels of `channels.list`, the default one first. */
  channels(): Promise<Channel[]>;
  /** The same with the addresses that may be written into a file, whatever host this run asks. */
  publishedChannels(): Promise<Channel[]>;
  /** Name of the channel that `channel_url` selects; `custom` when it is none of the list. */
  selectedChannel(): Promise<string>;
  onChange(listener: (asOf: string | null) => void): () => void;
  /** Brings the kept copies into memory; touches no network. */
  warm(): Promise<void>;
}

/** A catalogue as the window takes it: its table lies in the folder for prepared files. */
export type CatalogueTable = CatalogueAge & PreparedTable;

export interface CatalogueOptions {
  settings: AppSettings;
  config: ConfigFile;
  paths: Paths;
  log: Logger;
  comfyVersion: string | null;
  /** Where the table for the window is kept; left out, beside our other files. */
  preparedDir?: string;
}

/** The model list of the channel in use. */
async function loadModels(
  mode: CatalogueMode,
  { channels, parts }: { channels: FindParts['channels']; parts: FindParts },
): ReturnType<LiveCatalogue['models']> {
  const { choice, problem: channelProblem } = await chooseChannel(channels, undefined);
  const plan = planLoad(mode, parts.networkMode(), choice.isLocal);
  const loaded = await parts.viewOf(choice).loadModels(plan.channel);
  const about = { isOffline: parts.networkMode() === 'offline', isLocal: mode === 'local' || choice.isLocal };
  return {
    models: [...loaded.models],
    asOf: loaded.asOfMs === null ? null : new Date(loaded.asOfMs).toISOString(),
    notice: describeNotice(loaded, { ...about, channelProblem }),
  };
}

type Parts = FindParts & {
  warmRegistry(): Promise<unknown>;
  latestVersions: FindLatest;
  /** A text that stays equal as long as the copies on disk are unchanged. */
  stamp(): Promise<string>;
  /** See `readCopyAge`. */
  copyAge(baseUrl: string, isDaily: boolean): Promise<number | null>;
};

/** What areas share: where copies are kept, how the network is reached, who is told of changes. */
function openParts(
  options: CatalogueOptions & { registryUrl: string },
  channels: FindParts['channels'],
  announce: () => void,
): Parts {
  const { registryUrl, settings, config, paths, log } = options;
  const copies = createCachedCopies({
    cacheDir: paths.cacheDir,
    notesFile: join(paths.desktopDir, 'catalogue-times.json'),
  });
  const common = {
    copies,
    http: {
      get proxy() {
        return settings['network.proxy'];
      },
    },
    onChanged: announce,
    onFailed: (problem: string) => log.warn('A part of the catalogue could not be refreshed.', { problem }),
    onLeftOut: (document: string) => (count: number, first: readonly string[]) =>
      log.warn('Entries of a list were left out, because they cannot be used.', { document, count, first }),
  };
  const source = createRegistrySource({ ...common, registryUrl, comfyVersion: options.comfyVersion });
  const views = new Map<string, ChannelView>();
  const networkMode = () => config.current().network_mode;
  const assertAllowed = () => assertRegistryAllowed(networkMode());
  const registry = createRegistry({ registryUrl, http: common.http, assertAllowed });
  return {
    channels,
    records: createRecordIndex(source),
    registry,
    latestVersions: createFindLatest({ source, registry, networkMode }),
    networkMode,
    viewOf: (choice) => {
      const view = views.get(choice.baseUrl) ?? createChannelView({ ...common, choice, registry: source });
      views.set(choice.baseUrl, view);
      return view;
    },
    warmRegistry: () => source.read(),
    copyAge: (baseUrl, isDaily) => readCopyAge({ copies, registryUrl, baseUrl, isDaily }),
    stamp: async () => `${registryUrl}\n${await copies.stamp()}`,
  };
}

/** The parts of the registry that the settings name now: each host has lists of its own. */
function followRegistry(settings: AppSettings, open: (registryUrl: string) => Parts): () => Parts {
  const byHost = new Map<string, Parts>();
  return () => {
    const registryUrl = settings['hosts.registry'].replace(/\/+$/, '');
    const parts = byHost.get(registryUrl) ?? open(registryUrl);
    byHost.set(registryUrl, parts);
    return parts;
  };
}

interface TableParts {
  channels: FindParts['channels'];
  parts: () => Parts;
  networkMode: FindParts['networkMode'];
  dir: string;
}

/** Answers with the table for the window. The one of an earlier run is used when it is fresh enough, because then nothing else needs to be read. */
function createTableReader({ channels, parts, networkMode, dir }: TableParts) {
  const tables = createPreparedTables(dir);
  const stampOf = async (baseUrl: string) => `${baseUrl}\n${await parts().stamp()}`;
  const findCached = async (mode: CatalogueMode): Promise<CatalogueTable | null> => {
    const { choice, problem } = await chooseChannel(channels, undefined);
    if (mode === 'remote' || problem !== null || parts().viewOf(choice).isLoaded()) return null;
    const isDaily = planLoad(mode, networkMode(), choice.isLocal).channel === 'daily';
    const asOfMs = await parts().copyAge(choice.baseUrl, isDaily);
    const table = asOfMs === null ? null : await tables.find(await stampOf(choice.baseUrl));
    if (asOfMs === null || table === null) return null;
    return { asOf: new Date(asOfMs).toISOString(), origin: 'kept', notice: null, ...table };
  };
  return async (
    mode: CatalogueMode,
    load: () => Promise<{ list: ListedPacks; age: CatalogueAge }>,
  ): Promise<CatalogueTable> => {
    const cached = await findCached(mode);
    if (cached !== null) return cached;
    const stamp = await stampOf((await chooseChannel(channels, undefined)).choice.baseUrl);
    const { list, age } = await load();
    const { asOf, origin, notice } = age;
    return { asOf, origin, notice, ...(await tables.prepare(list, stamp)) };
  };
}

/** Tells of changes once per turn of the event loop: the files of one refresh arrive together. */
function createAnnouncer(emit: () => void): () => void {
  let isPending = false;
  return () => {
    if (isPending) return;
    isPending = true;
    setImmediate(() => {
      isPending = false;
      emit();
    });
  };
}

/** Opens the catalogue of an installation; creates `channels.list` when there is none. Touches no network. */
export async function createCatalogue(options: CatalogueOptions): Promise<LiveCatalogue> {
  const { settings, config, paths, log } = options;
  const channels = await openChannels({ channelsFile: paths.channelsFile, settings, config });
  const changed = createEmitter<string | null>((error) => log.error('A listener of the catalogue failed.', { error }));
  let shown: ChannelView | null = null;
  const announce = createAnnouncer(() => {
    const asOfMs = shown?.asOfMs() ?? null;
    changed.emit(asOfMs === null ? null : new Date(asOfMs).toISOString());
  });
  const parts = followRegistry(settings, (registryUrl) => openParts({ ...options, registryUrl }, channels, announce));
  const networkMode = () => config.current().network_mode;

  const loadView = async (mode: CatalogueMode, requested: string | undefined): Promise<Loaded> => {
    const { choice, problem: channelProblem } = await chooseChannel(channels, requested);
    const view = parts().viewOf(choice);
    if (requested === undefined) shown = view;
    const loaded = await view.load(planLoad(mode, networkMode(), choice.isLocal));
    return { view: loaded, channelProblem, isLocal: mode === 'local' || choice.isLocal };
  };
  const readMappings = createMappingsCache();
  const toCatalogue = createCatalogueAnswers();
  const registryIdOf = (repository: string) => parts().records.byRepository(repository)?.id ?? null;

  const tableOf = createTableReader({
    channels,
    parts,
    networkMode,
    dir: options.preparedDir ?? join(paths.desktopDir, 'prepared'),
  });

  return {
    load: async (mode, { channel, signal } = {}) =>
      toCatalogue(await orAborted(loadView(mode, channel), signal), networkMode() === 'offline'),
    table: (mode) =>
      tableOf(mode, async () => {
        const loaded = await loadView(mode, undefined);
        return { list: loaded.view, age: toCatalogue(loaded, networkMode() === 'offline') };
      }),
    mappings: async (mode, installed, loadedClasses) => {
      const isPreempted = mode === 'nickname';
      const { nodeMap, index } = (await loadView(isPreempted ? 'local' : mode, undefined)).view;
      return readMappings({ nodeMap, index, installed, loadedClasses, registryIdOf, isPreempted });
    },
    models: (mode) => loadModels(mode, { channels, parts: parts() }),
    find: (ref, about) => orAborted(findPack(parts(), ref, about), about.signal),
    resolveVersion: (id, version, signal) =>
      parts().registry.resolveVersion(id, version === 'latest' ? null : version, signal),
    releaseFacts: (id, version, signal) => parts().registry.releaseFacts(id, version, signal),
    latestVersions: (...ids) => parts().latestVersions(...ids),
    versions: (ref, signal) => orAborted(listVersions(parts(), ref, signal), signal),
    ...{ registryIdOf, channels: () => channels.list() },
    publishedChannels: () => channels.listPublished(),
    selectedChannel: () =>
      channels.resolve().then(
        ({ name }) => name,
        () => 'custom',
      ),
    onChange: (listener) => changed.on(listener),
    warm: async () => {
      await parts().warmRegistry();
    },
  };
}
