import type { DiskUsage, DiskVolume } from '../../src/contract/disk';

/** Below this a download of one checkpoint fails. */
const leastFreeBytes = 10e9;
const leastFreeShare = 0.05;

/** A volume whose room is known. */
export type KnownVolume = DiskVolume & { totalBytes: number; freeBytes: number };

/** Whether the system tells how much room a volume has. */
export function isRoomKnown(volume: DiskVolume): volume is KnownVolume {
  return volume.totalBytes !== null && volume.freeBytes !== null && volume.totalBytes > 0;
}

/** Whether little is left: under 10 GB, or under 5 %. */
export function isLow({ totalBytes, freeBytes }: KnownVolume): boolean {
  return freeBytes < leastFreeBytes || freeBytes < totalBytes * leastFreeShare;
}

/** The volume that will be full first of those that nearly are; null when each has room. */
export function findLowVolume(usage: DiskUsage | undefined): KnownVolume | null {
  const low = usage?.volumes.filter(isRoomKnown).filter(isLow) ?? [];
  return low.toSorted((a, b) => a.freeBytes - b.freeBytes)[0] ?? null;
}

/** What the parts of a volume take together. */
export function sumParts({ parts }: DiskVolume): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
