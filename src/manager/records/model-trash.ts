import { basename, dirname, join } from 'node:path';

/** Our folder beside model folders of another volume, which hold no trash of their own otherwise. */
const ownFolder = '.comfyui-manager-desktop';
const trashName = 'trash';

/** The trash in a folder of models. ComfyUI looks for models below the folder of each kind, not beside them. */
export function modelTrashIn(folder: string): string {
  return join(folder, ownFolder, trashName);
}

/** Whether something lies in a trash of that kind. */
export function isModelTrash(path: string): boolean {
  const folder = dirname(path);
  return basename(folder) === trashName && basename(dirname(folder)) === ownFolder;
}
