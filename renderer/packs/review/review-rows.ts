import type { HeldPack } from '../../../src/contract/holds';
import type { PackUpdates } from '../../../src/contract/packs';
import type { PackRecord } from '../../state/packs/pack-record';
import type { PackIndex } from '../../state/packs/pack-index';

/** One pack of the review that has something newer. */
export interface ReviewRow {
  /** Of the pack's record. */
  key: string;
  record: PackRecord;
  kind: 'registry' | 'git';
  from: string;
  to: string;
}

/** A pack that updates leave out. */
export interface ReviewHold {
  name: string;
  record: PackRecord | undefined;
  /** Null for those that nobody holds: they stand on a single commit, or on a branch without a remote. */
  reason: string | null;
}

/** What there is to review, and what is left out of it. */
export interface Review {
  rows: readonly ReviewRow[];
  held: readonly ReviewHold[];
  failed: readonly { name: string; reason: string }[];
}

/** What the catalogue alone knows: packs of the registry with a newer version in it. */
export function listKnownRows(packIndex: PackIndex): ReviewRow[] {
  return packIndex.listOnDisk().flatMap((record): ReviewRow[] => {
    const { state, local, latestVersion } = record;
    if (state !== 'update' || local === null || latestVersion === null) return [];
    return [{ key: record.key, record, kind: 'registry', from: local.version, to: latestVersion }];
  });
}

/** An update that has been made since it was found is none any more. */
function isStill(current: string, { local }: PackRecord): boolean {
  return local !== null && !local.hold && local.enabled && [local.version, 'unknown'].includes(current);
}

/** What a check found, as rows in the order of their titles. */
function listFoundRows({ updates }: PackUpdates, packIndex: PackIndex): ReviewRow[] {
  const rows = updates.flatMap(({ id, kind, current, latest }): ReviewRow[] => {
    const record = packIndex.findByName(id);
    if (!record || !isStill(current, record)) return [];
    return [{ key: record.key, record, kind, from: current, to: latest }];
  });
  return rows.toSorted((a, b) => a.record.title.localeCompare(b.record.title));
}

const fold = (name: string): string => name.toLowerCase();

function listHeld(found: PackUpdates | undefined, holds: readonly HeldPack[], packIndex: PackIndex): ReviewHold[] {
  const byPerson = holds.map(({ name, reason }) => ({ name, reason, record: packIndex.findByName(name) }));
  const known = new Set(byPerson.flatMap(({ name, record }) => [fold(name), fold(record?.local?.key ?? name)]));
  const byCommit = (found?.pinned ?? []).filter((id) => !known.has(fold(id)));
  return [...byPerson, ...byCommit.map((name) => ({ name, reason: null, record: packIndex.findByName(name) }))];
}

/** Puts a review together: what the check found, else what the catalogue knows. */
export function composeReview(
  packIndex: PackIndex,
  { found, holds }: { found: PackUpdates | undefined; holds: readonly HeldPack[] },
): Review {
  return {
    rows: found ? listFoundRows(found, packIndex) : listKnownRows(packIndex),
    held: listHeld(found, holds, packIndex),
    failed: (found?.failed ?? []).map(({ id, reason }) => ({ name: packIndex.findByName(id)?.title ?? id, reason })),
  };
}
