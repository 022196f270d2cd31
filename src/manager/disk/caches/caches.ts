import { join } from 'node:path';
import { isInside, pathExists, realPathOf } from '../../../base/files/files';
import { cleanEnvironment } from '../../../base/process/run';
import { isListedCache, type CacheEntry, type CacheName, type DiskCache } from '../../../contract/disk';
import type { Installation } from '../../../contract/installation';
import type { AppSettings } from '../../../contract/settings';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../../python/environment/environment';
import type { ToolCall } from '../../python/environment/tool';
import { hubFoldersOf } from './cache-folders';
import { findLinksInto, type LinksInto } from './find-links';
import { listRepositories, listTorchHub, listXetParts, type FoundEntry } from './hub-entries';
import { addMeasures, measureCache, type Measured, type WalkLimits } from './measure-cache';
import { askCacheFolder } from './tool-caches';

/** What tells which caches the programs of an installation fill. */
export interface CacheSources {
  installation: Pick<Installation, 'rootDir'>;
  paths: Pick<Paths, 'stagingDir'>;
  settings: AppSettings;
  /** Throws when there is no Python. */
  environment: () => Promise<PythonEnvironment>;
  /** The variables of the installation, which its programs get beside those of the app. */
  variables: () => Readonly<Record<string, string>>;
  models: { folders: () => Promise<{ modelsDir: string; folders: Readonly<Record<string, readonly string[]>> }> };
}

/** One cache, and where it really lies. */
export interface CachePlace {
  name: CacheName;
  /** As the tool or the rule names it. */
  path: string;
  /** Without links. */
  folder: string;
}

/** How the tools are called here; null without a Python. */
export async function toolCallOf({ environment, settings, paths }: CacheSources): Promise<ToolCall | null> {
  const found = await environment().catch(() => null);
  return found && { environment: found, settings, cwd: paths.stagingDir };
}

/** The caches that are there. */
export async function findCaches(sources: CacheSources, signal: AbortSignal): Promise<CachePlace[]> {
  const call = await toolCallOf(sources);
  const ask = async (tool: 'uv' | 'pip') => (call === null ? null : askCacheFolder(call, tool, signal));
  const [uv, pip] = await Promise.all([ask('uv'), ask('pip')]);
  const hubs = hubFoldersOf(cleanEnvironment(sources.variables()));
  const named: [CacheName, string | null][] = [
    ['uv', uv],
    ['pip', pip],
    ['huggingface', hubs.huggingface],
    ['xet', hubs.xet],
    ['torch', hubs.torch],
  ];
  const places: CachePlace[] = [];
  for (const [name, path] of named)
    if (path !== null && (await pathExists(path))) places.push({ name, path, folder: await realPathOf(path) });
  return places;
}

const listers = { huggingface: listRepositories, xet: listXetParts, torch: listTorchHub } as const;

/** What a cache consists of that can go by itself; nothing of those that only their tool empties. */
export async function listEntries({ name, folder }: CachePlace): Promise<FoundEntry[]> {
  return isListedCache(name) ? listers[name](folder) : [];
}

/** What leads into a cache from what must stay: model folders, or the installed packages. */
export async function findUsers(
  sources: CacheSources,
  { name, folder }: CachePlace,
  signal: AbortSignal,
): Promise<LinksInto> {
  // Nobody leads into what is no whole file.
  if (name === 'pip' || name === 'xet') return new Map();
  if (name === 'uv') {
    const packages = await sources.environment().then(
      ({ sitePackagesDirs }) => sitePackagesDirs,
      () => [],
    );
    return findLinksInto(packages, folder, signal);
  }
  const { modelsDir, folders } = await sources.models.folders();
  return findLinksInto([modelsDir, ...Object.values(folders).flat()], folder, signal);
}

const timeOf = ({ usedAtMs }: Measured): string | null => (usedAtMs === 0 ? null : new Date(usedAtMs).toISOString());

/** What leads into an entry of a cache, or into all of it; null: nothing does. */
export function userOf(id: string, users: LinksInto): string | null {
  const [top = id] = id.split('/');
  return users.get(top) ?? users.get('') ?? null;
}

async function measureEntries(place: CachePlace, users: LinksInto, limits: WalkLimits) {
  const all: Measured[] = [];
  const entries: CacheEntry[] = [];
  for (const entry of await listEntries(place)) {
    const measured = await measureCache(join(place.folder, entry.id), limits);
    all.push(measured);
    const { bytes, files } = measured;
    entries.push({ ...entry, bytes, files, usedAt: timeOf(measured), linkedFrom: userOf(entry.id, users) });
  }
  return { measured: addMeasures(all), entries };
}

/** Measures one cache. Of those with entries it is their sum: what else lies there is no download, and small. Throws `cancelled`. */
export async function describeCache(sources: CacheSources, place: CachePlace, limits: WalkLimits): Promise<DiskCache> {
  const users = await findUsers(sources, place, limits.signal);
  const isListed = isListedCache(place.name);
  const { measured, entries } = isListed
    ? await measureEntries(place, users, limits)
    : { measured: await measureCache(place.folder, limits), entries: [] };
  const { bytes, files, freeableBytes, isWhole } = measured;
  return {
    ...{ name: place.name, path: place.path, bytes, files, freeableBytes, isWhole, entries },
    isShared: !isInside(await realPathOf(sources.installation.rootDir), place.folder),
    linkedFrom: isListed ? null : ([...users.values()][0] ?? null),
  };
}
