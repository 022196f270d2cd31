import type { PackCopy } from '../../packs/inventory/inventory';
import type { FrozenPackage } from '../../python/packages/frozen-packages';
import { readRecorded, type Recorded } from '../recorded';
import { planSnapshot } from '../snapshot-plan';
import type { SnapshotState } from '../state';

/** For tests only: commits, and copies, states and plans of snapshots in few words. */
export const commit = 'a'.repeat(40);
export const other = 'b'.repeat(40);

/** A copy of that source, enabled and without a version unless said. */
export function copyOf(source: PackCopy['source'], more: Partial<PackCopy> & { name: string }): PackCopy {
  const base = { dir: `/cn/${more.name}`, originName: more.name, key: more.name, enabled: true, isLink: false };
  const nothing = { version: '', registryId: null, auxId: null, repository: null, branch: null, changedAtMs: 0 };
  const identity = '';
  const remote = more.repository ?? null;
  return { ...base, ...nothing, source, identity, remote, ...more };
}

/** A registry pack in a folder of its id. */
export const registryCopy = (id: string, version: string, more: Partial<PackCopy> = {}) =>
  copyOf('registry', { name: id, key: id, registryId: id, version, ...more });

/** A clone of the owner's repository of that name. */
export const clone = (name: string, version: string, more: Partial<PackCopy> = {}) =>
  copyOf('git', { name, version, repository: `https://github.com/Owner/${name}`, branch: 'main', ...more });

/** What is there. */
export function stateOf(copies: PackCopy[], packages: Record<string, FrozenPackage> | null = {}): SnapshotState {
  return {
    ...{ comfyCommit: commit, copies, pythonVersion: '3.12.4' },
    packages: packages && new Map(Object.entries(packages)),
  };
}

/** Reads a document as one that was made here. */
export function read(document: unknown): Recorded {
  const recorded = readRecorded(JSON.parse(JSON.stringify(document)));
  if (recorded === null) throw new Error('no snapshot');
  return { ...recorded, isOwn: true };
}

/** What a restore of the document would do. */
export const plan = (document: unknown, state: SnapshotState, neededOnly: ReadonlySet<string> | null = null) =>
  planSnapshot(read(document), state, neededOnly);
