import { attempt } from '../queue/actions';
import type { PackRecord } from './pack-record';

/** The longest reason there is, in characters. */
export const longestReason = 300;

/** Holds a pack at its version. Answers whether it is held; why not is shown above the place. */
export async function holdPack(record: PackRecord, reason: string): Promise<boolean> {
  return (
    (await attempt('packs.setHold', { key: record.local?.key ?? record.key, reason: reason.trim() })) !== undefined
  );
}

/** Lets updates at a pack again, by the name it is held under. */
export async function releaseHold(name: string): Promise<boolean> {
  return (await attempt('packs.setHold', { key: name, reason: null })) !== undefined;
}

/** Releases packs one after the other; the first refusal is that of all the others. */
export async function releaseHolds(records: readonly PackRecord[]): Promise<void> {
  for (const { key, local } of records) if (!(await releaseHold(local?.key ?? key))) return;
}

/** Offers this version of a pack no more, until there is another one; null offers it again. Answers whether that was noted. */
export async function skipUpdate(record: PackRecord, version: string | null): Promise<boolean> {
  return (await attempt('packs.skipUpdate', { key: record.local?.key ?? record.key, version })) !== undefined;
}
