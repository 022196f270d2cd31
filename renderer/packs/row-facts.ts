import { findMisfit, type Misfit, unknownMachine } from '../../src/contract/library/pack-fit';
import type { Machine } from '../../src/contract/library/pack-needs';
import type { ErrorBody } from '../../src/contract/error-body';
import type { PackStanding } from '../../src/contract/packs/pack-state';
import { shortenVersion } from '../../src/contract/text/version';
import type { PackActivity } from '../state/packs/pack-activity';
import type { PackRecord } from '../state/packs/pack-record';

/**
 * What a row has to tell of a pack, the most pressing first. `none`: it is fine, or simply not there. That there is an update say its versions and its
 * button, that it is held says its pin.
 */
export type RowStatus = 'failed' | 'broken' | 'restart' | 'lacking' | 'left-out' | 'disabled' | Misfit | 'none';

/** What a row offers as its button; null when there is nothing to press it for. */
export type RowOffer = 'install' | 'update' | 'enable' | null;

/** Versions as a row writes them: what is installed, and what else could be. */
export interface RowVersion {
  installed: string | null;
  /** Null when nothing newer is known. `nightly` for packs that only have a repository. */
  available: string | null;
}

const standings: Partial<Record<PackStanding['state'], RowStatus>> = {
  ...{ 'did-not-load': 'broken', 'waits-for-restart': 'restart', 'left-out': 'left-out' },
};

/** What a pack is to ComfyUI, where that is anything to tell. */
function readStanding({ local }: PackRecord): RowStatus | null {
  return local?.standing === undefined ? null : (standings[local.standing.state] ?? null);
}

/** What is wrong, or not yet so; null where nothing is. */
function readTrouble(record: PackRecord, activity: PackActivity | undefined, isLacking: boolean): RowStatus | null {
  if (activity?.phase === 'failed' && record.local === null) return 'failed';
  return readStanding(record) ?? (isLacking && record.local?.enabled === true ? 'lacking' : null);
}

/** What of the machine bears on a pack. */
interface Surroundings {
  machine?: Machine;
  /** Whether the environment lacks something that the pack asks for. */
  isLacking?: boolean;
}

/**
 * The status of a row: fine is silent. A task that failed has left a pack on disk as it was, so it says nothing of that; the details and Activity
 * tell it. That a pack does not run here is said where it could be installed.
 */
export function readStatus(
  record: PackRecord,
  activity: PackActivity | undefined,
  { machine = unknownMachine, isLacking = false }: Surroundings = {},
): RowStatus {
  const trouble = readTrouble(record, activity, isLacking);
  if (trouble !== null) return trouble;
  if (record.state === 'absent') return findMisfit(record.needs, machine) ?? 'none';
  return record.state === 'disabled' ? 'disabled' : 'none';
}

/** Why a row is a problem: what ComfyUI said at its import, or how the task failed that should have brought it. Null for all others. */
export function readProblem(record: PackRecord, activity: PackActivity | undefined): string | ErrorBody | null {
  const { local } = record;
  if (local?.standing?.state === 'did-not-load') return local.standing.failure ?? local.standing.reason ?? '';
  return local === null && activity?.phase === 'failed' ? activity.error : null;
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
  return { installed, available: record.update === null ? null : shortenVersion(record.update) };
}
