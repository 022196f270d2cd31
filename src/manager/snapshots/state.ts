import { toLongRecord } from '../../base/text/long-record';
import type { Snapshot } from '../../contract/snapshots';
import type { PackCopy } from '../packs/inventory/inventory';
import { compareDisabledCopies } from '../packs/inventory/inventory';
import type { FrozenPackage } from '../python/packages/frozen-packages';
import { namesOutsideFreeze } from './python-part';

/** What is there now, as far as a snapshot records it. */
export interface SnapshotState {
  comfyCommit: string | null;
  copies: readonly PackCopy[];
  /** Null when this installation has no usable Python. */
  packages: ReadonlyMap<string, FrozenPackage> | null;
  pythonVersion: string | null;
}

/** Whether two states are of one moment: readers hand out the same objects as long as nothing changed. */
export function isSameState(a: SnapshotState, b: SnapshotState): boolean {
  const parts = ['comfyCommit', 'copies', 'packages', 'pythonVersion'] as const;
  return parts.every((part) => a[part] === b[part]);
}

/** What a snapshot says of one copy. */
interface CopyPart {
  id: string;
  /** Letter case of ids does not make two of one. */
  foldedId: string;
  /** Whether the copy is the one its registry id is looked for under. */
  isNamedLikeId: boolean;
  /** In our own lists, by its source. */
  ours: object;
  /** Of a clone, under its remote. */
  clone: { url: string; head: Snapshot['git_custom_nodes'][string] };
}

/** Copies are frozen and live as long as nothing about them changes: of 2,000 a task changes one or two. */
const partOf = new WeakMap<PackCopy, CopyPart>();

function describeOurs(copy: PackCopy, url: string, hash: string): object {
  const state = { folder: copy.originName, disabled: !copy.enabled };
  switch (copy.source) {
    case 'registry':
      return { id: copy.registryId ?? copy.key, version: copy.version, ...state };
    case 'git':
      return { url, hash, branch: copy.branch, ...state };
    case 'folder':
      return state;
    case 'file':
      return { filename: copy.originName, disabled: !copy.enabled };
  }
}

function readPart(copy: PackCopy): CopyPart {
  const known = partOf.get(copy);
  if (known !== undefined) return known;
  const id = copy.registryId ?? copy.key;
  const url = copy.remote ?? copy.repository ?? '';
  const hash = copy.version === '' ? 'unknown' : copy.version;
  const part: CopyPart = {
    id,
    foldedId: id.toLowerCase(),
    isNamedLikeId: copy.name.toLowerCase() === copy.registryId?.toLowerCase(),
    ours: Object.freeze(describeOurs(copy, url, hash)),
    clone: { url, head: Object.freeze({ hash, disabled: !copy.enabled }) },
  };
  partOf.set(copy, part);
  return part;
}

/** One version per registry id, from copies with the preferred one first. */
function versionsById(copies: readonly PackCopy[]): Record<string, string> {
  const versions = new Map<string, [string, string]>();
  for (const copy of copies) {
    const { id, foldedId } = readPart(copy);
    if (!versions.has(foldedId)) versions.set(foldedId, [id, copy.version]);
  }
  return toLongRecord(versions.values());
}

function composeEnabled(enabled: readonly PackCopy[]): Record<string, string> {
  return versionsById([...enabled.filter((copy) => readPart(copy).isNamedLikeId), ...enabled]);
}

function composeDisabled(disabled: readonly PackCopy[]): Record<string, string> {
  return versionsById([...disabled].sort(compareDisabledCopies));
}

/** The enabled clone of a remote stands for it: the later entry of a key wins. */
function composeClones(clones: readonly PackCopy[]): Snapshot['git_custom_nodes'] {
  const heads = clones.map((copy) => readPart(copy).clone);
  const byRemote = [...heads.filter(({ head }) => head.disabled), ...heads.filter(({ head }) => !head.disabled)];
  return toLongRecord(byRemote.map(({ url, head }) => [url, head]));
}

function groupBySource(copies: readonly PackCopy[]): Record<PackCopy['source'], PackCopy[]> {
  const groups: Record<PackCopy['source'], PackCopy[]> = { registry: [], git: [], folder: [], file: [] };
  for (const copy of copies) groups[copy.source].push(copy);
  return groups;
}

/** Python's part, made anew only of other packages. */
function keepPips(): typeof composePips {
  let last: { of: Pick<SnapshotState, 'packages' | 'pythonVersion'>; pips: Snapshot['pips'] } | null = null;
  return (state) => {
    const isSame = last?.of.packages === state.packages && last.of.pythonVersion === state.pythonVersion;
    if (last === null || !isSame) last = { of: state, pips: Object.freeze(composePips(state)) };
    return last.pips;
  };
}

function composePips(state: SnapshotState): Snapshot['pips'] {
  if (state.packages === null) return null;
  const outside = namesOutsideFreeze(state.pythonVersion);
  const named = [...state.packages].filter(([name]) => !outside.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    named.map(([name, { version, address }]) => (address === null ? [`${name}==${version}`, ''] : [name, address])),
  );
}

/** Lists what our own parts say of copies, in the form that a snapshot has for them. */
function listOurs<T extends object>(copies: readonly PackCopy[]): T[] {
  return copies.map((copy) => readPart(copy).ours as T);
}

/** Makes a part anew only of other copies, or others in another order. */
function keepPart<T extends object>(make: (copies: readonly PackCopy[]) => T): (copies: readonly PackCopy[]) => T {
  let last: { copies: readonly PackCopy[]; part: T } | null = null;
  return (copies) => {
    const before = last?.copies;
    const isSame = before?.length === copies.length && copies.every((copy, at) => copy === before[at]);
    if (last === null || !isSame) last = { copies, part: Object.freeze(make(copies)) };
    return last.part;
  };
}

/**
 * Makes the composer of the document of what is there (docs/reference/on-disk.md 20): the five keys as the reference reads them,
 * `disabled_cnr_custom_nodes`, and under `desktop` what those cannot say: folder names, branches, second clones of one remote, further
 * disabled versions, plain folders. What two documents have in common is the same frozen object in both, so that it is neither compared nor
 * written again.
 */
export function createSnapshotComposer(): (state: SnapshotState) => Snapshot {
  const parts = {
    clones: keepPart(composeClones),
    enabled: keepPart(composeEnabled),
    disabled: keepPart(composeDisabled),
    files: keepPart(listOurs<Snapshot['file_custom_nodes'][number]>),
    pips: keepPips(),
    ours: { registry: keepPart(listOurs), git: keepPart(listOurs), folder: keepPart(listOurs) },
  };
  return (state) => {
    const { registry, git, folder, file } = groupBySource(state.copies);
    return {
      comfyui: state.comfyCommit,
      git_custom_nodes: parts.clones(git),
      cnr_custom_nodes: parts.enabled(registry.filter((copy) => copy.enabled)),
      file_custom_nodes: parts.files(file),
      pips: parts.pips(state),
      disabled_cnr_custom_nodes: parts.disabled(registry.filter((copy) => !copy.enabled)),
      desktop: {
        packs: parts.ours.registry(registry),
        clones: parts.ours.git(git),
        folders: parts.ours.folder(folder),
        python: state.pythonVersion,
      },
    };
  };
}

/** The document of one state. */
export function composeSnapshot(state: SnapshotState): Snapshot {
  return createSnapshotComposer()(state);
}
