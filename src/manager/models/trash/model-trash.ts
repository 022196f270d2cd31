import { basename, dirname, relative } from 'node:path';
import { AppError } from '../../../contract/errors';
import type { AppSettings } from '../../../contract/settings';
import { isInside, isWritable, resolveInside, volumeOf } from '../../../base/files/files';
import { nearestExisting, realPlaceOf } from '../../../base/files/real-place';
import { isFreeOfLinks } from '../../../base/files/quarantine';
import { modelTrashIn, trashPlaceIn } from '../../records/trash-places';
import type { ModelPlaces } from '../places/folders';
import { readPlacesNow, type PlacesSource } from '../places/places-now';

/** Where removed models lie: on the volume that they were on, so that taking one away and bringing it back is one rename, however large it is. */
export interface ModelTrash {
  /** The folders that models may be moved in, the deepest first, and the trash of other volumes. */
  roots(): Promise<readonly string[]>;
  /** The trash of each further volume that has models, whether it is there yet or not. One that a link leads to is none of ours. */
  folders(): Promise<readonly string[]>;
  /** A fresh place in the trash of the volume that something lies on. */
  placeFor(path: string): Promise<string>;
  /** The same for a model that lies there, whatever links and mounts are on the way; null when no rename leads from it into a trash of ours. */
  placeWithinReach(path: string): Promise<string | null>;
}

/** How much the trash keeps at most, in bytes: 0 where it keeps nothing. */
export function trashLimit(settings: Pick<AppSettings, 'trash.days' | 'trash.maxBytes'>): number {
  return settings['trash.days'] === 0 ? 0 : settings['trash.maxBytes'];
}

function rootsOf({ folders, downloadBase, modelsDir }: ModelPlaces): string[] {
  const roots = [...new Set([downloadBase, modelsDir, ...Object.values(folders).flat()])];
  return roots.sort((a, b) => b.length - a.length);
}

async function canReceive(folder: string, volume: number): Promise<boolean> {
  return (await volumeOf(folder).catch(() => null)) === volume && (await isWritable(folder));
}

/** The trash for a folder of models; null where ours is on its volume. Beside it rather than in it, for what is in it ComfyUI offers as models. */
async function trashFolderFor(root: string, ourTrash: string): Promise<string | null> {
  const there = await nearestExisting(root);
  const volume = await volumeOf(there);
  // Somebody may have deleted ours while the app runs; it is made again with the next thing that goes there.
  if (volume === (await volumeOf(await nearestExisting(ourTrash)))) return null;
  const real = (await realPlaceOf(there)) ?? there;
  const beside = dirname(real);
  return modelTrashIn((await canReceive(beside, volume)) ? beside : real);
}

/** Whether a path really lies in a folder, links on the way counted; the thing itself may be one. */
async function leadsInside(root: string, path: string): Promise<boolean> {
  try {
    await resolveInside(root, relative(root, path));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'path-outside-root') return false;
    throw error;
  }
}

async function isOneVolume(folder: string, other: string): Promise<boolean> {
  const [here, there] = await Promise.all([folder, await nearestExisting(other)].map(volumeOf));
  return here === there;
}

/** Makes the trash of the models of an installation. Reads the places anew at each use. */
export function createModelTrash(source: PlacesSource & { paths: { trashDir: string } }): ModelTrash {
  const { trashDir } = source.paths;
  const readFolders = async (roots: readonly string[]): Promise<string[]> => {
    const found = await Promise.all(roots.map((root) => trashFolderFor(root, trashDir)));
    const folders = [...new Set(found.filter((folder) => folder !== null))];
    const own = await Promise.all(folders.map((folder) => isFreeOfLinks(folder, dirname(dirname(folder)))));
    return folders.filter((_folder, at) => own[at]);
  };
  const roots = async () => rootsOf(await readPlacesNow(source));
  const rootOf = async (path: string) => (await roots()).find((one) => isInside(one, path));
  const placeBeside = async (root: string | undefined, path: string): Promise<string> => {
    const folder = root === undefined ? null : await trashFolderFor(root, trashDir);
    return trashPlaceIn(folder ?? trashDir, basename(path));
  };
  return {
    placeFor: async (path) => placeBeside(await rootOf(path), path),
    async roots() {
      const known = await roots();
      return [...known, ...(await readFolders(known))];
    },
    folders: async () => readFolders(await roots()),
    async placeWithinReach(path) {
      const root = await rootOf(path);
      if (root === undefined || !(await leadsInside(root, path))) return null;
      const place = await placeBeside(root, path);
      return (await isOneVolume(dirname(path), dirname(place))) ? place : null;
    },
  };
}
