import { shortenVersion } from '../../src/contract/text/version';
import type { PackActivity } from '../state/packs/pack-activity';
import type { PackRecord } from '../state/packs/pack-record';

/** The one status a row shows. `none` for packs that are simply not there. */
export type RowStatus = 'failed' | 'broken' | 'restart' | 'update' | 'disabled' | 'held' | 'installed' | 'none';

/** What a row offers as its button; null when there is nothing to press it for. */
export type RowOffer = 'install' | 'update' | 'enable' | null;

/** Versions as a row writes them: what is installed, and what else could be. */
export interface RowVersion {
  installed: string | null;
  /** Null when nothing newer is known. `nightly` for packs that only have a repository. */
  available: string | null;
}

/** What a pack is to ComfyUI, where that is anything to tell: fine is silent. */
function readStanding({ local, state }: PackRecord): RowStatus | null {
  if (local?.standing === undefined || state === 'disabled') return null;
  if (local.standing.state === 'did-not-load') return 'broken';
  return local.standing.state === 'waits-for-restart' ? 'restart' : null;
}

/**
 * The status of a row. A task that failed has left a pack on disk as it was, so it says nothing of that; the details and Activity tell it.
 */
export function readStatus(record: PackRecord, activity: PackActivity | undefined): RowStatus {
  if (activity?.phase === 'failed' && record.local === null) return 'failed';
  const standing = readStanding(record);
  if (standing !== null) return standing;
  if (record.state === 'installed' && record.local?.hold) return 'held';
  return record.state === 'absent' ? 'none' : record.state;
}

/** The button of a row. */
export function readOffer(record: PackRecord): RowOffer {
  const offers = { absent: 'install', update: 'update', disabled: 'enable', installed: null } as const;
  return offers[record.state];
}

/** The version column of a row. */
export function readVersion(record: PackRecord): RowVersion {
  const { local } = record;
  if (local === null) return { installed: null, available: record.latestVersion ?? 'nightly' };
  const installed = local.version === '' ? null : shortenVersion(local.version);
  return { installed, available: record.state === 'update' ? record.latestVersion : null };
}
