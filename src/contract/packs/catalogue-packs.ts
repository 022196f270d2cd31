import { z } from 'zod';
import { PackNeeds } from '../library/pack-needs';
import { Notice } from '../text/notice';

/** `{ pack: [node class names, metadata] }` (docs/reference/on-disk.md 24). */
export const PackMappings = z.record(z.string(), z.tuple([z.array(z.string()), z.record(z.string(), z.unknown())]));
export type PackMappings = z.infer<typeof PackMappings>;

/** One line of the catalogue: channel list and registry merged (docs/reference/on-disk.md 23). */
export const CataloguePack = z.object({
  /** Unique in the list: registry id, else normalised repository address, else first file. */
  key: z.string(),
  registryId: z.string().nullable(),
  title: z.string(),
  author: z.string(),
  description: z.string(),
  repository: z.string().nullable(),
  /** All addresses of the entry; the first is what an install without a repository uses. */
  files: z.array(z.string()),
  installType: z.enum(['git-clone', 'copy', 'unzip', 'registry']),
  latestVersion: z.string().nullable(),
  stars: z.number().nullable(),
  /** RFC 3339, or null when nobody knows. */
  updatedAt: z.string().nullable(),
  nodeClasses: z.array(z.string()),
  tags: z.array(z.string()),
  /** How often the registry gave it away; left out where it does not say. */
  downloads: z.number().optional(),
  /** When the registry first had it, RFC 3339; left out where it does not say. */
  createdAt: z.string().optional(),
  /** What it says that it runs on; left out where it says nothing. */
  needs: PackNeeds.optional(),
  /** Address of its picture, as the registry has it; left out where there is none. */
  icon: z.string().optional(),
});
export type CataloguePack = z.infer<typeof CataloguePack>;

/** The catalogue and how fresh it is: the window shows the date when it is a kept copy. */
export const Catalogue = z.object({
  packs: z.array(CataloguePack),
  /** RFC 3339 time of the oldest part; null when there is no data at all. */
  asOf: z.string().nullable(),
  origin: z.enum(['fetched', 'kept', 'none']),
  /** A sentence for people when something could not be fetched; null when all is well. */
  notice: Notice.nullable(),
});
export type Catalogue = z.infer<typeof Catalogue>;

/** One row of the version picker: registry versions and git in one list. */
export const PackVersion = z.object({
  version: z.string(),
  kind: z.enum(['registry', 'nightly']),
  createdAt: z.string().nullable(),
  status: z.enum(['active', 'pending', 'flagged', 'banned', 'deleted', 'unknown']),
  changelog: z.string(),
  deprecated: z.boolean(),
  /** What this version says that it runs on; left out where it says nothing. */
  needs: PackNeeds.optional(),
});
export type PackVersion = z.infer<typeof PackVersion>;
