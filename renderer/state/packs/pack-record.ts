import type { TableRow } from '../../../src/contract/pack-table/pack-table';
import type { PackNeeds } from '../../../src/contract/library/pack-needs';
import type { LocalPack } from '../../../src/contract/packs';
import { type PackTable, readRow } from './pack-table';

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

function countIn(column: Int32Array, row: number): number | null {
  const count = column[row] ?? -1;
  return count < 0 ? null : count;
}

function timeIn(column: Float64Array, row: number): number | null {
  const timeMs = column[row] ?? Number.NaN;
  return Number.isNaN(timeMs) ? null : timeMs;
}

/** A row of a table as an object. */
export function readRecord(table: PackTable, row: number, known: { isListed: boolean; onDisk?: OnDisk }): PackRecord {
  const texts = readRow(table, row);
  return {
    ...texts,
    ...{ tags: texts.tags ?? noTags, needs: texts.needs, icon: texts.icon },
    stars: countIn(table.stars, row),
    downloads: countIn(table.downloads, row),
    updatedAtMs: timeIn(table.updated, row),
    createdAtMs: timeIn(table.created, row),
    isListed: known.isListed,
    ...(known.onDisk ?? { local: null, state: 'absent', update: null, isRegistry: table.registry[row] === 1 }),
  };
}

/** A row for a pack on disk that the catalogue does not list. */
export function rowOfLocal(local: LocalPack): TableRow {
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
    updatedAt: null,
    nodeClasses: [],
  };
}
