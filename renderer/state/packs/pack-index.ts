import { foldName } from '../../../src/contract/packs/pack-names';
import { compareTitles, namesOfRow } from '../../../src/contract/library/pack-table';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import { type OnDisk, type PackRecord, type PackState, recordOfLocal } from './pack-record';
import { type ListOrder, PackEntry, type PackTable } from './pack-table';
import { findUpdate } from './find-update';

function addressOf(auxId: string | null): string | null {
  return auxId?.includes('/') ? `https://github.com/${auxId}` : null;
}

/** Every name that a pack has on disk, folded. */
function namesOnDisk({ key, name, registryId, auxId, repository }: LocalPack): string[] {
  return [key, name, registryId, auxId, repository].flatMap((known) => (known ? [foldName(known)] : []));
}

function stateOf(local: LocalPack, update: string | null): PackState {
  if (!local.enabled) return 'disabled';
  return update === null ? 'installed' : 'update';
}

/** The line that lists a pack on disk. */
function findLine(table: PackTable, local: LocalPack): PackEntry | undefined {
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
interface DiskPacks {
  lines: ReadonlyMap<PackEntry, PackEntry>;
  unlisted: readonly PackEntry[];
}

/** Matches the packs on disk with a table. Of two copies of one pack the enabled one speaks for both. */
function matchDisk(table: PackTable, locals: readonly LocalPack[]): DiskPacks {
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

/** Finds a pack by any name that tasks and lists use for it. */
export type FindPack = (name: string) => PackRecord | undefined;

/** All packs there are: those of the catalogue, and those that only the disk knows. */
export interface PackIndex {
  count: number;
  /** All of them; those that only the disk knows have neither stars, a date nor downloads, and come last where those count. */
  inOrder: (order: ListOrder) => readonly PackEntry[];
  /** By the key of a record, as the URL keeps it. */
  findByKey: FindPack;
  findByName: FindPack;
  /** The packs on disk, by title. */
  listOnDisk: () => readonly PackRecord[];
}

/** The packs that have an update, by title: Home, Packs, the tray, the palette and the review all count these. */
export function listUpdates(packIndex: PackIndex): readonly PackRecord[] {
  return packIndex.listOnDisk().filter(({ state }) => state === 'update');
}

/** Puts what is on disk onto a catalogue. */
export function createPackIndex(listed: PackTable, locals: readonly LocalPack[]): PackIndex {
  const { lines, unlisted } = matchDisk(listed, locals);
  const onDisk = [...lines.values(), ...unlisted].map(({ record }) => record);
  const byKey = new Map(unlisted.map(({ record }) => [record.key, record]));
  const byName = new Map(
    onDisk.flatMap((record) => {
      const names = [...namesOfRow(record), ...(record.local ? namesOnDisk(record.local) : [])];
      return names.map((name) => [name, record] as const);
    }),
  );
  const orders = new Map<ListOrder, readonly PackEntry[]>();
  const shown = (line: PackEntry): PackEntry => lines.get(line) ?? line;
  const makeOrder = (order: ListOrder): readonly PackEntry[] => {
    const all = [...listed.inOrder(order).map(shown), ...unlisted];
    return order === 'name' ? all.toSorted((a, b) => compareTitles(a.record, b.record)) : all;
  };
  const recordOf = (line: PackEntry | undefined) => line && shown(line).record;
  return {
    count: listed.length + unlisted.length,
    inOrder: (order) => {
      const entries = orders.get(order) ?? makeOrder(order);
      orders.set(order, entries);
      return entries;
    },
    findByKey: (key) => byKey.get(key) ?? recordOf(listed.findByKey(key)),
    findByName: (name) => byName.get(foldName(name)) ?? recordOf(listed.findByName(name)),
    listOnDisk: () => onDisk.toSorted(compareTitles),
  };
}

/** Only those packs on disk that are among the rows: of the first rows alone nobody can tell whether the others are listed. */
export function createFirstPackIndex(first: PackTable, locals: readonly LocalPack[]): PackIndex {
  return createPackIndex(
    first,
    locals.filter((local) => findLine(first, local) !== undefined),
  );
}
