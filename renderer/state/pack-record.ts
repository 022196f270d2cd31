import type { CataloguePack, LocalPack } from '../../src/contract/packs';
import { toPlainDescription } from '../texts/plain-description';

/** What a pack is on this machine. `update`: enabled, and the registry has a newer version. */
export type PackState = 'absent' | 'installed' | 'update' | 'disabled';

/** A pack as the window shows it: a line of the catalogue, what is on disk, and text prepared for the search. */
export interface PackRecord {
  readonly key: string;
  readonly registryId: string | null;
  readonly title: string;
  readonly author: string;
  readonly description: string;
  readonly repository: string | null;
  readonly files: readonly string[];
  readonly latestVersion: string | null;
  readonly stars: number | null;
  /** Milliseconds since 1970, or null when nobody knows. */
  readonly updatedAtMs: number | null;
  readonly nodeClasses: readonly string[];
  /** Whether it is, or would be, a version of the registry; all others are git only. */
  readonly isRegistry: boolean;
  /** False for packs that are only known from the disk. */
  readonly isListed: boolean;
  readonly local: LocalPack | null;
  readonly state: PackState;
  readonly searchText: SearchText;
}

/** Lower-case text, made once, so that a keystroke only scans. */
export interface SearchText {
  readonly title: string;
  readonly author: string;
  /** Everything that a plain word is looked for in. */
  readonly all: string;
  /** Node classes, each between line feeds. */
  readonly nodes: string;
}

function readTimeMs(text: string | null): number | null {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? null : timeMs;
}

function createSearchText(pack: CataloguePack, description: string): SearchText {
  const nodes = ['', ...pack.nodeClasses, ''].join('\n').toLowerCase();
  const all = [pack.title, pack.author, pack.registryId, pack.repository, description, nodes].join('\n').toLowerCase();
  return { title: pack.title.toLowerCase(), author: pack.author.toLowerCase(), all, nodes };
}

/** Prepares one line of the catalogue; nothing is known of the disk yet. */
export function createRecord(pack: CataloguePack): PackRecord {
  const description = toPlainDescription(pack.description);
  return {
    key: pack.key,
    registryId: pack.registryId,
    title: pack.title,
    author: pack.author,
    description,
    repository: pack.repository,
    files: pack.files,
    latestVersion: pack.latestVersion,
    stars: pack.stars,
    updatedAtMs: readTimeMs(pack.updatedAt),
    nodeClasses: pack.nodeClasses,
    isRegistry: pack.registryId !== null,
    isListed: true,
    local: null,
    state: 'absent',
    searchText: createSearchText(pack, description),
  };
}

/** A record for a pack on disk that the catalogue does not list. */
export function createLocalRecord(local: LocalPack): PackRecord {
  const record = createRecord({
    key: local.key,
    registryId: local.registryId,
    title: local.name,
    author: local.auxId?.split('/')[0] ?? '',
    description: '',
    repository: local.repository,
    files: local.repository === null ? [] : [local.repository],
    installType: 'git-clone',
    latestVersion: null,
    stars: null,
    updatedAt: null,
    nodeClasses: [],
    tags: [],
  });
  return {
    ...record,
    isRegistry: local.source === 'registry',
    isListed: false,
    local,
    state: local.enabled ? 'installed' : 'disabled',
  };
}
