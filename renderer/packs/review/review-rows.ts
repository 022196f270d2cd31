import type { Sentence } from '../../../src/contract/text/message';
import type { HeldPack } from '../../../src/contract/packs/holds';
import type { PackUpdates } from '../../../src/contract/packs/local-packs';
import type { PackRecord } from '../../state/packs/pack-record';
import { type PackUpdate, updateOf } from '../verdict/verdict';
import { findSkipped } from '../../state/packs/find-update';
import { listUpdates, type PackIndex } from '../../state/packs/pack-index';

/** One pack of the review that has something newer. */
export interface ReviewRow extends PackUpdate {
  /** Of the pack's record. */
  key: string;
  record: PackRecord;
}

/** A pack that updates leave out. */
export interface ReviewHold {
  name: string;
  record: PackRecord | undefined;
  /** Null for those that nobody holds: they stand on a single commit, or on a branch without a remote. */
  reason: string | null;
}

/** A version that a person put away. */
export interface ReviewSkip {
  record: PackRecord;
  version: string;
}

/** What there is to review, and what is left out of it. */
export interface Review {
  rows: readonly ReviewRow[];
  held: readonly ReviewHold[];
  failed: readonly { name: string; reason: Sentence }[];
  /** Packs whose newest version was put away. */
  skipped: readonly ReviewSkip[];
}

function toRow(record: PackRecord): ReviewRow[] {
  const update = updateOf(record);
  return update === null ? [] : [{ ...update, key: record.key, record }];
}

function toSkip(record: PackRecord): ReviewSkip[] {
  const version = record.local === null ? null : findSkipped(record.local, record.latestVersion);
  return version === null ? [] : [{ record, version }];
}

const fold = (name: string): string => name.toLowerCase();

function listHeld(found: PackUpdates | undefined, holds: readonly HeldPack[], packIndex: PackIndex): ReviewHold[] {
  const byPerson = holds.map(({ name, reason }) => ({ name, reason, record: packIndex.findByName(name) }));
  const known = new Set(byPerson.flatMap(({ name, record }) => [fold(name), fold(record?.local?.key ?? name)]));
  const byCommit = (found?.pinned ?? []).filter((id) => !known.has(fold(id)));
  return [...byPerson, ...byCommit.map((name) => ({ name, reason: null, record: packIndex.findByName(name) }))];
}

/** Puts a review together: the updates that every place counts, and what the check of `found` left out. */
export function composeReview(
  packIndex: PackIndex,
  { found, holds }: { found: PackUpdates | undefined; holds: readonly HeldPack[] },
): Review {
  return {
    rows: listUpdates(packIndex).flatMap(toRow),
    held: listHeld(found, holds, packIndex),
    skipped: packIndex.listOnDisk().flatMap(toSkip),
    failed: (found?.failed ?? []).map(({ id, reason }) => ({ name: packIndex.findByName(id)?.title ?? id, reason })),
  };
}
