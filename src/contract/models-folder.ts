import { z } from 'zod';
import { MachinePath } from './machine-path';
import { Notice } from './text/notice';

/** Parameters of kind `use-models-folder`: a folder with models that ComfyUI reads where they lie from its next start on, or does not read any more (`stop`). */
export const UseModelsFolderParams = z.object({ path: MachinePath, stop: z.boolean().nullish() });
export type UseModelsFolderParams = z.infer<typeof UseModelsFolderParams>;

/**
 * Parameters of kind `move-models-folder`: the files of a folder of models go to another folder, which is empty or not there yet, mostly on another disk. `from`: the folder that
 * downloads go to where it is left out. `keep`: the originals stay where they are.
 */
export const MoveModelsFolderParams = z.object({
  to: MachinePath,
  from: MachinePath.nullish(),
  keep: z.boolean().nullish(),
});
export type MoveModelsFolderParams = z.infer<typeof MoveModelsFolderParams>;

/** What moving a folder of models would do. */
export const MoveModelsFolderPlan = z.object({
  from: z.string(),
  files: z.int(),
  bytes: z.number(),
  /** How much of it is not there yet, and how much room there is. */
  bytesToCopy: z.number(),
  freeBytes: z.number().nullable(),
  isSameDisk: z.boolean(),
  /** Links, files of a third disk, and files that are no part of a model: they stay, and are read where they lie. */
  left: z.int(),
  /** Why the originals can only be kept; null where the trash takes them. */
  keepBecause: Notice.nullable(),
});
export type MoveModelsFolderPlan = z.infer<typeof MoveModelsFolderPlan>;

/** By whose names the folders are called. `plain`: one folder alone, that says by its own name what it holds. */
const FolderLayout = z.enum(['comfyui', 'a1111', 'stability-matrix', 'plain']);
export type FolderLayout = z.infer<typeof FolderLayout>;

/** A folder that holds models of one kind. */
const FolderOffer = z.object({
  /** Key of ComfyUI's folder registry. */
  key: z.string(),
  path: z.string(),
  files: z.int(),
  bytes: z.number(),
  /** `used`: ComfyUI looks there already. `link`: a link leads out of the folder that was chosen. Neither is taken in. */
  state: z.enum(['new', 'used', 'link']),
});
export type FolderOffer = z.infer<typeof FolderOffer>;

/** What would be read of a folder. */
export const ModelsFolderPlan = z.object({
  layout: FolderLayout,
  folders: z.array(FolderOffer),
  /** Names of folders beside them of which nobody knows what ComfyUI would read them as. */
  others: z.array(z.string()),
  /** Whether all files were counted: a folder with very many ends it. */
  isWhole: z.boolean(),
});
export type ModelsFolderPlan = z.infer<typeof ModelsFolderPlan>;
