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

/** Whether a copy is the one its registry id is looked for under. */
function isNamedLikeId(copy: PackCopy): boolean {
  return copy.name.toLowerCase() === copy.registryId?.toLowerCase();
}

/** One version per registry id, from copies with the preferred one first; letter case of ids does not make two of one. */
function versionsById(copies: readonly PackCopy[]): Record<string, string> {
  const versions = new Map<string, [string, string]>();
  for (const { registryId, key, version } of copies) {
    const id = registryId ?? key;
    if (!versions.has(id.toLowerCase())) versions.set(id.toLowerCase(), [id, version]);
  }
  return Object.fromEntries(versions.values());
}

function composePips(state: SnapshotState): Snapshot['pips'] {
  if (state.packages === null) return null;
  const outside = namesOutsideFreeze(state.pythonVersion);
  const named = [...state.packages].filter(([name]) => !outside.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    named.map(([name, { version, address }]) => (address === null ? [`${name}==${version}`, ''] : [name, address])),
  );
}

/**
 * The document of what is there (docs/reference/on-disk.md 20): the five keys as the reference reads them, `disabled_cnr_custom_nodes`, and under
 * `desktop` what those cannot say: folder names, branches, second clones of one remote, further disabled versions, plain folders.
 */
export function composeSnapshot(state: SnapshotState): Snapshot {
  const { copies } = state;
  const registry = copies.filter(({ source }) => source === 'registry');
  const enabled = registry.filter((copy) => copy.enabled);
  const disabled = registry.filter((copy) => !copy.enabled).sort(compareDisabledCopies);
  const clones = copies.filter(({ source }) => source === 'git');
  const details = clones.map((copy) => ({
    url: copy.remote ?? copy.repository ?? '',
    hash: copy.version === '' ? 'unknown' : copy.version,
    branch: copy.branch,
    folder: copy.originName,
    disabled: !copy.enabled,
  }));
  // The enabled clone of a remote stands for it: the later entry of a key wins.
  const byRemote = [...details].sort((a, b) => Number(b.disabled) - Number(a.disabled));
  return {
    comfyui: state.comfyCommit,
    git_custom_nodes: Object.fromEntries(
      byRemote.map(({ url, hash, disabled: isOff }) => [url, { hash, disabled: isOff }]),
    ),
    cnr_custom_nodes: versionsById([...enabled.filter(isNamedLikeId), ...enabled]),
    file_custom_nodes: copies
      .filter(({ source }) => source === 'file')
      .map((copy) => ({ filename: copy.originName, disabled: !copy.enabled })),
    pips: composePips(state),
    disabled_cnr_custom_nodes: versionsById(disabled),
    desktop: {
      packs: registry.map((copy) => ({
        id: copy.registryId ?? copy.key,
        version: copy.version,
        folder: copy.originName,
        disabled: !copy.enabled,
      })),
      clones: details,
      folders: copies
        .filter(({ source }) => source === 'folder')
        .map((copy) => ({ folder: copy.originName, disabled: !copy.enabled })),
      python: state.pythonVersion,
    },
  };
}
