import { innerWorkFolder } from '../paths';
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { InstalledPacks, LocalPack } from '../../contract/packs';
import { identifyPack, packGroup } from './identity';
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
}

export interface ScanInput {
  customNodesDir: string;
  disabledDir: string;
  /** Disabled folder name -> the name it had when enabled, as far as this app disabled it. */
  origins: ReadonlyMap<string, string>;
  registryIdOf: (repository: string) => string | null;
}

interface Entry {
  dir: string;
  name: string;
  enabled: boolean;
  originName: string;
  isLink: boolean;
  changedAtMs: number;
  isFile: boolean;
}

const ignoredNames = new Set(['__pycache__', '.disabled', '.trash', innerWorkFolder]);
const oldDisabledSuffix = '.disabled';
/** Packs looked at in one go; then other work gets its turn. */
const chunkSize = 25;

function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** `id@1_2_3` as the reference names disabled packs; they return to `id`. */
function withoutVersion(name: string): string {
  return /^([^@]+)@/.exec(name)?.[1] ?? name;
}

function isPackName(name: string): boolean {
  return !ignoredNames.has(name) && !name.startsWith('.');
}

function describeEntry(entry: Dirent, input: ScanInput, isBelowDisabled: boolean): Entry | null {
  const { name } = entry;
  if (!isPackName(name)) return null;
  const dir = join(isBelowDisabled ? input.disabledDir : input.customNodesDir, name);
  // A link to a pack is a pack; a dangling one is not.
  const stats = statSync(dir, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const bareName = name.endsWith(oldDisabledSuffix) ? name.slice(0, -oldDisabledSuffix.length) : name;
  if (!stats.isDirectory() && !bareName.endsWith('.py')) return null;
  return {
    dir,
    name,
    enabled: !isBelowDisabled && bareName === name,
    originName: isBelowDisabled ? (input.origins.get(name) ?? withoutVersion(bareName)) : bareName,
    isLink: entry.isSymbolicLink(),
    changedAtMs: stats.mtimeMs,
    isFile: !stats.isDirectory(),
  };
}

function describeCopy(entry: Entry, registryIdOf: ScanInput['registryIdOf']): PackCopy {
  const { isFile, ...place } = entry;
  if (isFile) {
    const nothing = { version: '', registryId: null, auxId: null, repository: null, branch: null } as const;
    return { ...place, ...nothing, source: 'file', key: entry.originName };
  }
  const identity = identifyPack(entry.dir, registryIdOf);
  const isRegistry = identity.source === 'registry' && identity.registryId !== null;
  return { ...place, ...identity, key: isRegistry ? (identity.registryId ?? entry.originName) : entry.originName };
}

/** Reads every copy of every pack, enabled ones first. Starts no process; gives way to other work after every few packs. */
export async function scanPacks(input: ScanInput): Promise<PackCopy[]> {
  const entries = [
    ...readEntries(input.customNodesDir).map((entry) => describeEntry(entry, input, false)),
    ...readEntries(input.disabledDir).map((entry) => describeEntry(entry, input, true)),
  ].filter((entry) => entry !== null);
  const copies: PackCopy[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % chunkSize === chunkSize - 1) await new Promise((resume) => setImmediate(resume));
    copies.push(describeCopy(entry, input.registryIdOf));
  }
  return copies;
}

/** Negative when `a` is to be preferred: the newer version for registry packs, else what was changed last. */
export function compareDisabledCopies(a: PackCopy, b: PackCopy): number {
  if (a.source === 'registry' && b.source === 'registry') return compareVersions(b.version, a.version);
  return b.changedAtMs - a.changedAtMs;
}

/** One entry per pack: every enabled copy, and of packs without one the newest disabled copy. Keys are unique. */
export function choosePacks(copies: readonly PackCopy[]): PackCopy[] {
  const enabled = copies.filter((copy) => copy.enabled);
  const active = new Set(enabled.map(packGroup));
  const newest = new Map<string, PackCopy>();
  for (const copy of copies.filter((one) => !one.enabled && !active.has(packGroup(one)))) {
    const known = newest.get(packGroup(copy));
    if (known === undefined || compareDisabledCopies(copy, known) < 0) newest.set(packGroup(copy), copy);
  }
  const byKey = new Map<string, PackCopy>();
  for (const copy of [...enabled, ...newest.values()]) {
    const known = byKey.get(copy.key);
    // Two folders with one id: the one named like its id is what installs and updates work on.
    if (known === undefined || (known.name !== known.key && copy.name === copy.key)) byKey.set(copy.key, copy);
  }
  return [...byKey.values()];
}

/** Drops what only this room needs. */
export function toLocalPack(copy: PackCopy): LocalPack {
  const { key, name, source, enabled, version, registryId, auxId, repository, branch } = copy;
  return { key, name, source, enabled, version, registryId, auxId, repository, branch };
}

/** The map of `customnode/installed` (operations.md 2.4, house 4.20): registry packs and clones; plain folders and files are left out. */
export function toInstalledPacks(packs: readonly LocalPack[]): InstalledPacks {
  const installed: InstalledPacks = {};
  for (const pack of packs) {
    const ver = pack.version === '' ? 'unknown' : pack.version;
    if (pack.source === 'registry') {
      installed[pack.key] = { ver, cnr_id: pack.registryId, aux_id: null, enabled: pack.enabled };
    }
    if (pack.source === 'git') {
      installed[pack.key] = {
        ver,
        cnr_id: pack.registryId ?? '',
        aux_id: pack.auxId ?? pack.key,
        enabled: pack.enabled,
      };
    }
  }
  return installed;
}
