import { dirname } from 'node:path';
import { realPathOf, volumeOf } from '../../../base/files/files';
import type { DiskLeftover } from '../../../contract/disk';
import type { ModelDisk } from '../../../contract/models';
import { freeBytesOf } from '../places/room';
import type { WalkedModels } from './local-models';

/** Where the disk of a folder begins: the last folder on the way up that lies on it. */
async function beginOf(folder: string): Promise<string> {
  const place = await realPathOf(folder);
  const parent = dirname(place);
  if (parent === place || (await volumeOf(parent)) !== (await volumeOf(place))) return place;
  return beginOf(parent);
}

const none = { bytes: 0, leftoverBytes: 0 };

/** The disks that models and leftovers lie on, with what lies there. A link counts where its file lies, and a file of several names once. */
export async function findDisks(
  { models }: Pick<WalkedModels, 'models'>,
  leftovers: readonly Pick<DiskLeftover, 'path' | 'bytes'>[],
): Promise<ModelDisk[]> {
  const begins = new Map<string, Promise<string>>();
  const disks = new Map<string, ModelDisk>();
  const diskOf = async (path: string): Promise<ModelDisk> => {
    const folder = dirname(await realPathOf(path));
    const begin = begins.get(folder) ?? beginOf(folder);
    begins.set(folder, begin);
    const place = await begin;
    const disk = disks.get(place) ?? { ...none, path: place, freeBytes: await freeBytesOf(place), paths: [] };
    disks.set(place, disk);
    return disk;
  };
  for (const { path, size_bytes: size, nameOf } of models) {
    const disk = await diskOf(path);
    if (nameOf === undefined) disk.bytes += size;
    disk.paths.push(path);
  }
  for (const { path, bytes } of leftovers) (await diskOf(path)).leftoverBytes += bytes;
  return [...disks.values()];
}
