import { foldName } from '../../../src/contract/pack-names';
import type { LocalPack } from '../../../src/contract/packs';
import { findUpdate } from './find-update';
import type { OnDisk, PackState } from './pack-record';
import { findRow, type PackTable, readRow } from './pack-table';

function addressOf(auxId: string | null): string | null {
  return auxId?.includes('/') ? `https://github.com/${auxId}` : null;
}

/** Every name that a pack has on disk, folded. */
export function namesOnDisk({ key, name, registryId, auxId, repository }: LocalPack): string[] {
  return [key, name, registryId, auxId, repository].flatMap((known) => (known ? [foldName(known)] : []));
}

function stateOf(local: LocalPack, update: string | null): PackState {
  if (!local.enabled) return 'disabled';
  return update === null ? 'installed' : 'update';
}

/** The row that lists a pack on disk. */
export function findLine(table: PackTable, local: LocalPack): number | undefined {
  for (const name of [local.registryId, local.repository, addressOf(local.auxId)]) {
    const row = name === null ? undefined : findRow(table, foldName(name));
    if (row !== undefined) return row;
  }
  return undefined;
}

/** What the disk adds to a table: what it says about rows, and packs that the table lacks. */
export interface DiskPacks {
  lines: ReadonlyMap<number, OnDisk>;
  unlisted: readonly LocalPack[];
}

/** What the disk says of a pack whose newest version is known, or that is not listed. */
export function standOnDisk(local: LocalPack, latestVersion: string | null): OnDisk {
  const update = findUpdate(local, latestVersion);
  return { local, state: stateOf(local, update), update, isRegistry: local.source === 'registry' };
}

/** Matches the packs on disk with a table. Of two copies of one pack the enabled one speaks for both. */
export function matchDisk(table: PackTable, locals: readonly LocalPack[]): DiskPacks {
  const lines = new Map<number, OnDisk>();
  const unlisted: LocalPack[] = [];
  for (const local of locals) {
    const row = findLine(table, local);
    if (row === undefined) unlisted.push(local);
    else if (lines.get(row)?.local?.enabled !== true) {
      lines.set(row, standOnDisk(local, readRow(table, row).latestVersion));
    }
  }
  return { lines, unlisted };
}
