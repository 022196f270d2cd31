import gt from 'semver/functions/gt';
import parseVersion from 'semver/functions/parse';
import type { LocalPack } from '../../src/contract/packs';
import { createLocalRecord, type PackRecord, type PackState } from './pack-record';

/** Names compare folded, addresses without their `.git` and closing slash. */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\/+$/u, '')
    .replace(/\.git$/u, '');
}

function addressOf(auxId: string | null): string | null {
  return auxId?.includes('/') ? `https://github.com/${auxId}` : null;
}

/** Every name by which tasks and other lists may speak of this pack, folded. */
export function listNames(record: PackRecord): string[] {
  const { local } = record;
  const names = [
    record.key,
    record.registryId,
    record.repository,
    record.files[0],
    local?.key,
    local?.name,
    local?.registryId,
    local?.auxId,
    local?.repository,
  ];
  return names.flatMap((name) => (name === null || name === undefined || name === '' ? [] : [foldName(name)]));
}

function isNewer(candidate: string | null, installed: string): boolean {
  const [newest, current] = [parseVersion(candidate, true), parseVersion(installed, true)];
  return newest !== null && current !== null && gt(newest, current);
}

function stateOf(local: LocalPack, latestVersion: string | null): PackState {
  if (!local.enabled) return 'disabled';
  return local.source === 'registry' && isNewer(latestVersion, local.version) ? 'update' : 'installed';
}

/** Finds the records of a catalogue by any of their names; of two that share a name the first is kept. */
export function indexNames(records: readonly PackRecord[]): ReadonlyMap<string, PackRecord> {
  const byName = new Map<string, PackRecord>();
  for (const record of records) {
    for (const name of listNames(record)) if (!byName.has(name)) byName.set(name, record);
  }
  return byName;
}

function findInCatalogue(local: LocalPack, byName: ReadonlyMap<string, PackRecord>): PackRecord | undefined {
  for (const name of [local.registryId, local.repository, addressOf(local.auxId)]) {
    const record = name === null ? undefined : byName.get(foldName(name));
    if (record) return record;
  }
  return undefined;
}

/** What the disk adds to a catalogue: records that replace a line of it (by its key), and packs that it lacks. */
export interface DiskPacks {
  replaced: ReadonlyMap<string, PackRecord>;
  strangers: readonly PackRecord[];
}

/** Matches the packs on disk with a catalogue. Of two copies of one pack the enabled one speaks for both. */
export function matchDisk(byName: ReadonlyMap<string, PackRecord>, locals: readonly LocalPack[]): DiskPacks {
  const replaced = new Map<string, PackRecord>();
  const strangers: PackRecord[] = [];
  for (const local of locals) {
    const line = findInCatalogue(local, byName);
    if (!line) strangers.push(createLocalRecord(local));
    else if (replaced.get(line.key)?.local?.enabled !== true) {
      replaced.set(line.key, {
        ...line,
        isRegistry: local.source === 'registry',
        local,
        state: stateOf(local, line.latestVersion),
      });
    }
  }
  return { replaced, strangers };
}

/** A list of catalogue records with what is on disk; packs that the catalogue lacks come last. */
export function mergePacks(catalogue: readonly PackRecord[], disk: DiskPacks): PackRecord[] {
  return [...catalogue.map((record) => disk.replaced.get(record.key) ?? record), ...disk.strangers];
}
