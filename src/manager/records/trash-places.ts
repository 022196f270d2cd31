import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Our folder beside model folders of another volume, which hold no trash of their own otherwise. */
const ownFolder = '.comfyui-manager-desktop';
const trashName = 'trash';

/** A fresh place in a trash for something of that name. */
export function trashPlaceIn(trashDir: string, name: string): string {
  return join(trashDir, `${randomUUID()}-${name}`);
}

/** Whether something in a trash has such a name: what has not was put there by somebody else. */
export function isTrashName(name: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}-./.test(name);
}

/** The trash in a folder of models. ComfyUI looks for models below the folder of each kind, not beside them. */
export function modelTrashIn(folder: string): string {
  return join(folder, ownFolder, trashName);
}

/** Whether something lies in a trash of that kind. */
export function isModelTrash(path: string): boolean {
  const folder = dirname(path);
  return basename(folder) === trashName && basename(dirname(folder)) === ownFolder;
}
