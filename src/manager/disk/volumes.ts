import { stat, statfs } from 'node:fs/promises';
import type { DiskPart, DiskVolume } from '../../contract/disk';

/** The volume's room. A network drive that is away, or a system that does not tell, gives null. */
async function readRoom(path: string): Promise<Pick<DiskVolume, 'totalBytes' | 'freeBytes'>> {
  try {
    const { blocks, bavail, bsize } = await statfs(path);
    return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
  } catch {
    return { totalBytes: null, freeBytes: null };
  }
}

/**
 * Sorts parts by the volume they are on, with the room each volume has now. `folders` name volumes that are listed also when nothing was
 * measured on them; the first one's comes first. What is gone is left out.
 */
export async function describeVolumes(folders: readonly string[], parts: readonly DiskPart[]): Promise<DiskVolume[]> {
  const byDevice = new Map<number, { path: string; parts: DiskPart[] }>();
  const add = async (path: string, part: DiskPart | null): Promise<void> => {
    const found = await stat(path).catch(() => null);
    if (found === null) return;
    const volume = byDevice.get(found.dev) ?? { path, parts: [] };
    if (part !== null) volume.parts.push(part);
    byDevice.set(found.dev, volume);
  };
  for (const folder of folders) await add(folder, null);
  for (const part of parts) await add(part.path, part);
  return Promise.all(
    [...byDevice.values()].map(async ({ path, parts: own }) => ({
      path,
      ...(await readRoom(path)),
      parts: own.toSorted((a, b) => b.bytes - a.bytes),
    })),
  );
}
