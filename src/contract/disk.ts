import { z } from 'zod';
import { Notice } from './text/notice';

/** What takes room on disk. `manager`: the files of this app and of the reference, below `user/__manager`. */
export const DiskPartName = z.enum(['models', 'packs', 'python', 'output', 'input', 'temp', 'manager', 'comfyui']);
export type DiskPartName = z.infer<typeof DiskPartName>;

/** One part on one volume: models on two disks are two of these. */
export const DiskPart = z.object({
  part: DiskPartName,
  /** The folder that was measured, or the first of them on this volume. */
  path: z.string(),
  bytes: z.number(),
  files: z.int(),
});
export type DiskPart = z.infer<typeof DiskPart>;

/** A volume that holds some part, and its room. */
export const DiskVolume = z.object({
  /** A folder on it. */
  path: z.string(),
  /** Null when the system does not tell. */
  totalBytes: z.number().nullable(),
  /** What this user can still fill. */
  freeBytes: z.number().nullable(),
  parts: z.array(DiskPart),
});
export type DiskVolume = z.infer<typeof DiskVolume>;

/** What an installation takes on disk. The room of the volumes is that of now, the sizes are those of `measuredAt`. */
export const DiskUsage = z.object({
  /** RFC 3339; null: the folders were never measured, and `parts` are empty. */
  measuredAt: z.string().nullable(),
  /** The volume of ComfyUI comes first. */
  volumes: z.array(DiskVolume),
});
export type DiskUsage = z.infer<typeof DiskUsage>;

/**
 * Something of ours that nothing needs any more. `trash`: what a change replaced and could not delete at once. `staging`: prepared for a
 * change that was never made. `kept`: files of a person that were in the way of a version of ComfyUI.
 */
export const DiskLeftover = z.object({
  /** `<kind>/<name>`; only what is listed can be cleaned. */
  id: z.string(),
  kind: z.enum(['trash', 'staging', 'download', 'kept']),
  name: z.string(),
  path: z.string(),
  bytes: z.number(),
  /** RFC 3339. */
  changedAt: z.string(),
  /** In the trash: the change that put it there, which can be taken back as long as it is. Null for what no change is known of. */
  change: z.object({ ui_id: z.string(), kind: z.string(), target: z.string(), at: z.string() }).nullable(),
});
export type DiskLeftover = z.infer<typeof DiskLeftover>;

/** How much of the trash goes for good, since there would be too much. */
export const Displaced = z.object({ count: z.int(), bytes: z.number() });
export type Displaced = z.infer<typeof Displaced>;

/** What was cleaned, and what could not be, each with the reason. */
export const DiskCleaned = z.object({
  freedBytes: z.number(),
  failed: z.array(z.object({ id: z.string(), reason: Notice })),
});
export type DiskCleaned = z.infer<typeof DiskCleaned>;

/** The caches that the programs of an installation fill, and fill again when they need to. */
export const CacheName = z.enum(['uv', 'pip', 'huggingface', 'xet', 'torch']);
export type CacheName = z.infer<typeof CacheName>;

/** The caches that go thing by thing; the others are emptied as a whole, by their tools. */
const listedCaches = ['huggingface', 'xet', 'torch'] as const satisfies readonly CacheName[];

/** Whether a cache goes thing by thing. */
export const isListedCache = (name: CacheName): name is (typeof listedCaches)[number] =>
  listedCaches.some((one) => one === name);

/** One thing of a cache that can go by itself: a repository of Hugging Face, parts of its files, a file or a repository of torch hub. */
export const CacheEntry = z.object({
  /** Its folder or file below the cache; only what is listed can be removed. */
  id: z.string(),
  /** As its host calls it. */
  name: z.string(),
  kind: z.enum(['model', 'dataset', 'space', 'parts', 'file', 'code']),
  bytes: z.number(),
  files: z.int(),
  /** RFC 3339: when a file of it was last read or written, as far as the disk notes it down. */
  usedAt: z.string().nullable(),
  /** Where a model folder of this installation leads into it; it stays as long as that is so. */
  linkedFrom: z.string().nullable(),
});
export type CacheEntry = z.infer<typeof CacheEntry>;

export const DiskCache = z.object({
  name: CacheName,
  path: z.string(),
  bytes: z.number(),
  files: z.int(),
  /** Of `bytes` what nothing else holds; the rest are files that installed packages share with the cache (hard links), and which stay on the disk. */
  freeableBytes: z.number(),
  /** False: the time was up, and there is at least that much. */
  isWhole: z.boolean(),
  /** It lies outside of the installation, where other programs of the same person use it too. */
  isShared: z.boolean(),
  /** Where installed packages are links into the cache instead of files; it must not go then. */
  linkedFrom: z.string().nullable(),
  /** Of `huggingface`, `xet` and `torch`: what it consists of. */
  entries: z.array(CacheEntry),
});
export type DiskCache = z.infer<typeof DiskCache>;

/** Parameters of kind `clean-cache`. */
export const CleanCacheParams = z
  .object({
    name: CacheName,
    /** Of uv: only what no version of uv would use any more. */
    only_unused: z.boolean().optional(),
    /** Of `huggingface`, `xet` and `torch`: what goes, by its `id`. */
    entries: z.array(z.string().min(1).max(400)).min(1).max(1000).optional(),
  })
  .refine(({ name, entries }) => isListedCache(name) === (entries !== undefined), {
    message: 'Of huggingface, xet and torch the entries are named that go; uv and pip are emptied as a whole.',
    path: ['entries'],
  })
  .refine(({ name, only_unused: onlyUnused }) => onlyUnused === undefined || name === 'uv', {
    message: 'Only uv knows what it does not use any more.',
    path: ['only_unused'],
  });
export type CleanCacheParams = z.infer<typeof CleanCacheParams>;
