import gt from 'semver/functions/gt';
import parseVersion from 'semver/functions/parse';
import { foldName } from '../../src/contract/pack-names';
import { namesOfRow } from '../../src/contract/pack-table';
import type { LocalPack } from '../../src/contract/packs';
import { createLocalRecord, type PackRecord, type PackState, putOnDisk } from './pack-record';

/** Finds a pack by a folded name. */
type FindFolded = (name: string) => PackRecord | undefined;

function addressOf(auxId: string | null): string | null {
  return auxId?.includes('/') ? `https://github.com/${auxId}` : null;
}

/** Every name by which tasks and other lists may speak of this pack, folded. */
export function listNames(record: PackRecord): string[] {
  const { local } = record;
  const ofDisk = [local?.key, local?.name, local?.registryId, local?.auxId, local?.repository];
  return [...namesOfRow(record), ...ofDisk.flatMap((name) => (name ? [foldName(name)] : []))];
}

function isNewer(candidate: string | null, installed: string): boolean {
  const [newest, current] = [parseVersion(candidate, true), parseVersion(installed, true)];
  return newest !== null && current !== null && gt(newest, current);
}

function stateOf(local: LocalPack, latestVersion: string | null): PackState {
  if (!local.enabled) return 'disabled';
  // A held pack waits for its person, not for an update.
  if (local.hold) return 'installed';
  return local.source === 'registry' && isNewer(latestVersion, local.version) ? 'update' : 'installed';
}

function findInCatalogue(local: LocalPack, find: FindFolded): PackRecord | undefined {
  for (const name of [local.registryId, local.repository, addressOf(local.auxId)]) {
    const record = name === null ? undefined : find(foldName(name));
    if (record) return record;
  }
  return undefined;
}

/** Whether a pack on disk has a line among those that `find` knows. */
export function isAmong(find: FindFolded, local: LocalPack): boolean {
  return findInCatalogue(local, find) !== undefined;
}

/** What the disk adds to a catalogue: records that replace a line of it, and packs that it lacks. */
export interface DiskPacks {
  replaced: ReadonlyMap<PackRecord, PackRecord>;
  strangers: readonly PackRecord[];
}

/** Matches the packs on disk with a catalogue. Of two copies of one pack the enabled one speaks for both. */
export function matchDisk(find: FindFolded, locals: readonly LocalPack[]): DiskPacks {
  const replaced = new Map<PackRecord, PackRecord>();
  const strangers: PackRecord[] = [];
  for (const local of locals) {
    const line = findInCatalogue(local, find);
    if (!line) strangers.push(createLocalRecord(local));
    else if (replaced.get(line)?.local?.enabled !== true) {
      const onDisk = { isRegistry: local.source === 'registry', local, state: stateOf(local, line.latestVersion) };
      replaced.set(line, putOnDisk(line, onDisk));
    }
  }
  return { replaced, strangers };
}

/** A list of catalogue records in which those on disk have taken their lines' places. */
export function replaceLines(catalogue: readonly PackRecord[], { replaced }: DiskPacks): readonly PackRecord[] {
  return replaced.size === 0 ? catalogue : catalogue.map((record) => replaced.get(record) ?? record);
}
