import type { TableRow } from '../../../src/contract/library/pack-table';
import type { PackNeeds } from '../../../src/contract/library/pack-needs';
import type { LocalPack } from '../../../src/contract/packs/local-packs';

/** What a pack is on this machine. `update`: enabled, not held, and something newer is known. */
export type PackState = 'absent' | 'installed' | 'update' | 'disabled';

/** A pack as the window shows it: a line of the catalogue, and what is on disk. */
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
  readonly downloads: number | null;
  readonly createdAtMs: number | null;
  readonly tags: readonly string[];
  readonly needs: PackNeeds | undefined;
  readonly icon: string | undefined;
  readonly nodeClasses: readonly string[];
  /** Whether it is, or would be, a version of the registry; all others are git only. */
  readonly isRegistry: boolean;
  /** False for packs that are only known from the disk. */
  readonly isListed: boolean;
  readonly local: LocalPack | null;
  readonly state: PackState;
  /** What an update brings it to: a version of the registry, or for a clone a commit. Null for every state but `update`. */
  readonly update: string | null;
}

/** What the disk says about a row. */
export type OnDisk = Pick<PackRecord, 'local' | 'state' | 'update' | 'isRegistry'>;

const noTags: readonly string[] = [];

function readTime(time: string | null | undefined): number | null {
  const timeMs = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(timeMs) ? null : timeMs;
}

/** A line of the catalogue as the window shows it. One literal without spreads: of all rows that would take ten times as long. */
export function toRecord(row: TableRow): PackRecord {
  return {
    key: row.key,
    registryId: row.registryId,
    title: row.title,
    author: row.author,
    description: row.description,
    repository: row.repository,
    files: row.files,
    latestVersion: row.latestVersion,
    stars: row.stars,
    updatedAtMs: readTime(row.updatedAt),
    downloads: row.downloads ?? null,
    createdAtMs: readTime(row.createdAt),
    tags: row.tags ?? noTags,
    needs: row.needs,
    icon: row.icon,
    nodeClasses: row.nodeClasses,
    isRegistry: row.registryId !== null,
    isListed: true,
    local: null,
    state: 'absent',
    update: null,
  };
}

/** A pack on disk that the catalogue does not list. */
export function recordOfLocal(local: LocalPack, onDisk: OnDisk): PackRecord {
  return {
    key: local.key,
    registryId: local.registryId,
    title: local.name,
    author: local.auxId?.split('/')[0] ?? '',
    description: '',
    repository: local.repository,
    files: local.repository === null ? [] : [local.repository],
    latestVersion: null,
    stars: null,
    ...{ updatedAtMs: null, downloads: null, createdAtMs: null },
    ...{ tags: noTags, needs: undefined, icon: undefined, nodeClasses: [], isListed: false },
    ...onDisk,
  };
}
