import { beginSlice } from '../../../base/async/time-slice';
import type { InstalledPacks, LocalPack } from '../../../contract/packs/local-packs';
import { listEntries, originNameOf, type PackEntry } from './entries';
import { nameFacts, packGroup, readPackFacts, type PackFacts } from './identity';
import { compareVersions } from './versions';

/** One copy of a pack on disk. A pack can have several: one enabled, and disabled versions beside it. */
export interface PackCopy extends LocalPack {
  /** Absolute path of the folder or file. */
  dir: string;
  /** Folder name it has, or had, when enabled. */
  originName: string;
  /** Whether the entry is a link: then only the link is ours to move or remove. */
  isLink: boolean;
  changedAtMs: number;
  /** Address of a clone's remote as its own files have it. */
  remote: string | null;
  /** A text that changes when the files do: when a folder is swapped or a file is written. What Python caches in a folder does not count. */
  identity: string;
}

/** What names a copy beside its own files. */
export interface Naming {
  /** Disabled folder name -> the name it had when enabled, as far as this app disabled it. */
  origins: ReadonlyMap<string, string>;
  registryIdOf: (repository: string) => string | null;
}

export interface ScanInput extends Naming {
  customNodesDir: string;
  disabledDir: string;
}

/** Puts together what is known of an entry. `facts` are null for a single file. */
export function describeCopy(entry: PackEntry, facts: PackFacts | null, naming: Naming): PackCopy {
  const { dir, name, enabled, isLink, changedAtMs } = entry;
  const originName = originNameOf(entry, naming.origins);
  const inode = entry.inode.split(':', 2).join(':');
  const identity = entry.isFile ? `${inode} ${changedAtMs}` : inode;
  const remote = facts?.source === 'git' ? facts.address : null;
  const came = entry.cameAtMs > 0 ? { installedAt: new Date(entry.cameAtMs).toISOString() } : {};
  const place = { dir, name, enabled, originName, isLink, changedAtMs, identity, remote, ...came };
  if (facts === null) {
    const nothing = { version: '', registryId: null, auxId: null, repository: null, branch: null } as const;
    return { ...place, ...nothing, source: 'file', key: originName };
  }
  const named = nameFacts(facts, naming.registryIdOf);
  const isRegistry = named.source === 'registry' && named.registryId !== null;
  return { ...place, ...named, key: isRegistry ? (named.registryId ?? originName) : originName };
}

/** Reads every copy of every pack from disk, enabled ones first. Starts a process only for clones whose refs are in tables; gives way to other work every few milliseconds. */
export async function scanPacks(input: ScanInput): Promise<PackCopy[]> {
  const slice = beginSlice();
  const enabled = await listEntries({ dir: input.customNodesDir, isBelowDisabled: false }, slice);
  const disabled = await listEntries({ dir: input.disabledDir, isBelowDisabled: true }, slice);
  const copies: PackCopy[] = [];
  for (const entry of [...enabled.entries, ...disabled.entries]) {
    if (slice.isOver()) await slice.giveWay();
    copies.push(describeCopy(entry, entry.isFile ? null : readPackFacts(entry.dir), input));
  }
  return copies;
}

/** Negative when `a` is to be preferred: the newer version for registry packs, else what was changed last. */
export function compareDisabledCopies(a: PackCopy, b: PackCopy): number {
  if (a.source === 'registry' && b.source === 'registry') return compareVersions(b.version, a.version);
  return b.changedAtMs - a.changedAtMs;
}

/** The one to be preferred of the copies of each pack. */
function newestOf(disabled: readonly PackCopy[]): Map<string, PackCopy> {
  const newest = new Map<string, PackCopy>();
  for (const copy of disabled) {
    const known = newest.get(packGroup(copy));
    if (known === undefined || compareDisabledCopies(copy, known) < 0) newest.set(packGroup(copy), copy);
  }
  return newest;
}

/** One entry per pack: every enabled copy, and of packs without one the newest disabled copy. Keys are unique. */
export function choosePacks(copies: readonly PackCopy[]): PackCopy[] {
  const newest = newestOf(copies.filter((copy) => !copy.enabled));
  const enabled = copies.filter((copy) => copy.enabled);
  if (newest.size > 0) for (const copy of enabled) newest.delete(packGroup(copy));
  const byKey = new Map<string, PackCopy>();
  for (const copy of [...enabled, ...newest.values()]) {
    const known = byKey.get(copy.key);
    // Two folders with one id: the one named like its id is what installs and updates work on.
    if (known === undefined || (known.name !== known.key && copy.name === copy.key)) byKey.set(copy.key, copy);
  }
  return [...byKey.values()];
}

/** Drops what only the inventory needs. */
export function toLocalPack(copy: PackCopy): LocalPack {
  const { key, name, source, enabled, version, registryId, auxId, repository, branch, installedAt } = copy;
  const came = installedAt === undefined ? {} : { installedAt };
  return { key, name, source, enabled, version, registryId, auxId, repository, branch, ...came };
}

/** What `customnode/installed` says of a pack (docs/reference/on-disk.md 7): registry packs and clones; null for plain folders and files. */
export function toInstalledPack(pack: LocalPack): InstalledPacks[string] | null {
  const ver = pack.version === '' ? 'unknown' : pack.version;
  const { key, registryId, enabled } = pack;
  if (pack.source === 'registry') return { ver, cnr_id: registryId, aux_id: null, enabled };
  if (pack.source === 'git') return { ver, cnr_id: registryId ?? '', aux_id: pack.auxId ?? key, enabled };
  return null;
}
