import { compareTitles } from '../../../src/contract/library/pack-table';
import { foldName } from '../../../src/contract/pack-names';
import type { LocalPack } from '../../../src/contract/packs';
import { findUpdate } from './find-update';
import { type OnDisk, type PackRecord, type PackState, recordOfLocal } from './pack-record';
import { PackEntry, type PackTable } from './pack-table';

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

/** The line that lists a pack on disk. */
export function findLine(table: PackTable, local: LocalPack): PackEntry | undefined {
  for (const name of [local.registryId, local.repository, addressOf(local.auxId)]) {
    const line = name === null ? undefined : table.findByName(name);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** What the disk says of a pack whose newest version is known, or that is not listed. */
function standOnDisk(local: LocalPack, latestVersion: string | null): OnDisk {
  const update = findUpdate(local, latestVersion);
  return { local, state: stateOf(local, update), update, isRegistry: local.source === 'registry' };
}

/** What the disk adds to a table: what stands in place of lines, and packs that the table lacks, by title. */
export interface DiskPacks {
  lines: ReadonlyMap<PackEntry, PackEntry>;
  unlisted: readonly PackEntry[];
}

/** Matches the packs on disk with a table. Of two copies of one pack the enabled one speaks for both. */
export function matchDisk(table: PackTable, locals: readonly LocalPack[]): DiskPacks {
  const lines = new Map<PackEntry, PackEntry>();
  const unlisted: PackRecord[] = [];
  for (const local of locals) {
    const line = findLine(table, local);
    if (line === undefined) unlisted.push(recordOfLocal(local, standOnDisk(local, null)));
    else if (lines.get(line)?.record.local?.enabled !== true) {
      lines.set(line, new PackEntry({ ...line.record, ...standOnDisk(local, line.record.latestVersion) }));
    }
  }
  return { lines, unlisted: unlisted.toSorted(compareTitles).map((record) => new PackEntry(record)) };
}
