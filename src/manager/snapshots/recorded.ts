import { z } from 'zod';
import { repositoryKey } from '../../base/git/address';
import { lendGitLogins } from '../../base/git/logins';
import { VersionRef } from '../../contract/packs/pack-ref';
import type { ExactClone, ExactRegistryPack } from '../packs/exact/exact-pack';

/** A plain folder or a single file as a snapshot records it: its name when enabled. */
export interface RecordedEntry {
  name: string;
  isDisabled: boolean;
}

/** What a snapshot asks for. A part that its document does not have is null: nothing is said, so nothing is changed. */
export interface Recorded {
  /** Whether it was made here (`own-snapshots.ts`), and so brings back only what this installation had. No document can say it of itself. */
  isOwn: boolean;
  comfyCommit: string | null;
  /** Registry packs, enabled and disabled. */
  registry: readonly ExactRegistryPack[] | null;
  clones: readonly ExactClone[] | null;
  /** Whether the document tells clones of one remote apart; where it does not, only one of them is meant. */
  distinguishesClones: boolean;
  folders: readonly RecordedEntry[];
  files: readonly RecordedEntry[] | null;
  /** The `pips` part as it is; null when Python is left out. */
  pips: Readonly<Record<string, string>> | null;
}

const text = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

/** A list whose unusable entries are left out. */
function listOf<T extends z.ZodType>(item: T) {
  return z.array(item.nullable().catch(null)).nullish().catch(null);
}

const Desktop = z.object({
  packs: listOf(z.object({ id: z.string(), version: z.string(), folder: z.string(), disabled: z.boolean() })),
  clones: listOf(
    z.object({
      url: z.string(),
      hash: z.string(),
      branch: z.string().nullable(),
      folder: z.string(),
      disabled: z.boolean(),
    }),
  ),
  folders: listOf(z.object({ folder: z.string(), disabled: z.boolean() })),
});
type Desktop = z.infer<typeof Desktop>;

/** The document as anybody may have written it: the reference leaves keys out, writes null, and hashes with a line end. */
const Document = z.object({
  comfyui: text,
  git_custom_nodes: z
    .record(z.string(), z.object({ hash: text, disabled: flag }).catch({ hash: null, disabled: null }))
    .nullish()
    .catch(null),
  cnr_custom_nodes: z.record(z.string(), z.string().catch('')).nullish().catch(null),
  file_custom_nodes: listOf(z.object({ filename: z.string(), disabled: flag })),
  pips: z.record(z.string(), z.string().catch('')).nullish().catch(null),
  disabled_cnr_custom_nodes: z.record(z.string(), z.string().catch('')).nullish().catch(null),
  desktop: Desktop.nullish().catch(null),
});
type Document = z.infer<typeof Document>;

const commitForm = /^[0-9a-f]{7,64}$/i;

function readCommit(hash: string | null | undefined): string | null {
  const trimmed = hash?.trim() ?? '';
  return commitForm.test(trimmed) ? trimmed.toLowerCase() : null;
}

/** A branch by a name that cannot become an option of git. */
function readBranch(branch: string | null): string | null {
  return VersionRef.safeParse(branch).data ?? null;
}

/** A name of a folder or file directly below `custom_nodes`; null for what would lead elsewhere or mean something else there. */
function readName(name: string): string | null {
  const isPlain =
    name !== '' && name === name.trim() && !/[\\/\u0000-\u001f\u007f]/.test(name) && !name.startsWith('.');
  return isPlain && name !== '__pycache__' && !name.endsWith('.disabled') ? name : null;
}

function present<T>(items: readonly (T | null)[] | null | undefined): T[] {
  return (items ?? []).filter((item) => item !== null);
}

function cloneOf(url: string, listed: { hash?: string | null; disabled?: boolean | null }): ExactClone {
  const isEnabled = listed.disabled !== true;
  return {
    kind: 'git',
    url: lendGitLogins(url.trim()),
    commit: readCommit(listed.hash),
    branch: null,
    folder: null,
    isEnabled,
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const keyOfUrl = ({ url }: { url: string }) => repositoryKey(url) ?? url;

/** The reference's key says which clones there are; ours says more about those. What contradicts it is not believed. */
function readClones(document: Document): ExactClone[] | null {
  if (document.git_custom_nodes == null) return null;
  const details = present(document.desktop?.clones).map((clone) => ({
    ...cloneOf(clone.url, clone),
    branch: readBranch(clone.branch),
    folder: readName(clone.folder),
  }));
  const detailsByKey = groupBy(details, keyOfUrl);
  const taken = new Set<string>();
  return Object.entries(document.git_custom_nodes).flatMap(([url, listed]) => {
    const clone = cloneOf(url, listed);
    const key = keyOfUrl(clone);
    const own = detailsByKey.get(key) ?? [];
    const agrees = own.some(({ commit, isEnabled }) => commit === clone.commit && isEnabled === clone.isEnabled);
    if (!agrees) return [clone];
    // Two spellings of one address are two keys, but the details name each clone once.
    if (taken.has(key)) return [];
    taken.add(key);
    return own;
  });
}

function readRegistryPacks(document: Document): ExactRegistryPack[] | null {
  if (document.cnr_custom_nodes == null) return null;
  const details = present(document.desktop?.packs).map(({ id, version, folder, disabled }): ExactRegistryPack => ({
    ...{ kind: 'registry', id, version, folder: readName(folder), isEnabled: !disabled },
  }));
  const keyOf = (id: string, isEnabled: boolean) => `${id.toLowerCase()} ${isEnabled}`;
  const detailsByKey = groupBy(details, ({ id, isEnabled }) => keyOf(id, isEnabled));
  const read = (versions: Readonly<Record<string, string>>, isEnabled: boolean) =>
    Object.entries(versions).flatMap(([id, version]) => {
      const own = detailsByKey.get(keyOf(id, isEnabled)) ?? [];
      const agrees = own.some((detail) => detail.version === version);
      const unknown = { folder: null, isEnabled };
      return agrees ? own : [{ kind: 'registry' as const, id, version: version.trim(), ...unknown }];
    });
  return [...read(document.cnr_custom_nodes, true), ...read(document.disabled_cnr_custom_nodes ?? {}, false)];
}

/** One entry per name; what is there both enabled and disabled counts as enabled. */
function readEntries(entries: readonly { name: string; disabled?: boolean | null }[]): RecordedEntry[] {
  const isDisabled = new Map<string, boolean>();
  for (const entry of entries) {
    const isSuffixed = entry.name.endsWith('.disabled');
    const name = readName(isSuffixed ? entry.name.slice(0, -'.disabled'.length) : entry.name);
    if (name === null) continue;
    isDisabled.set(name, (isDisabled.get(name) ?? true) && (isSuffixed || entry.disabled === true));
  }
  return [...isDisabled].map(([name, isOff]) => ({ name, isDisabled: isOff }));
}

/** The reference's command line puts the document under `custom_nodes` when it writes YAML (docs/reference/on-disk.md 19). */
const Wrapped = z.object({ custom_nodes: Document }).transform(({ custom_nodes }) => custom_nodes);

/** An empty part says nothing, as one that is left out. */
function readPips({ pips }: Document): Recorded['pips'] {
  return pips == null || Object.keys(pips).length === 0 ? null : pips;
}

/** Reads a snapshot document of ours or of the reference; null when it is none. */
export function readRecorded(parsed: unknown): Recorded | null {
  const document = z.union([Wrapped, Document]).safeParse(parsed).data;
  if (document === undefined) return null;
  if (document.git_custom_nodes == null && document.cnr_custom_nodes == null) return null;
  const files = document.file_custom_nodes == null ? null : present(document.file_custom_nodes);
  const folders = present(document.desktop?.folders);
  return {
    isOwn: false,
    comfyCommit: readCommit(document.comfyui),
    registry: readRegistryPacks(document),
    clones: readClones(document),
    distinguishesClones: document.desktop?.clones != null,
    folders: readEntries(folders.map(({ folder, disabled }) => ({ name: folder, disabled }))),
    files: files && readEntries(files.map(({ filename, disabled }) => ({ name: filename, disabled }))),
    pips: readPips(document),
  };
}
