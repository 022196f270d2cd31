import { z } from 'zod';
import { mostGroups } from './group-name';
import { GroupName } from './optional-groups';
import { mostListedPacks, packListFormat } from './pack-list-format';

/** One pack of a list: what the catalogue calls it, where its repository lies, and the version that was installed where the list was made. */
const ListedPack = z.object({
  /** Registry id; null for packs that are known by their repository alone. */
  id: z.string().max(200).nullable(),
  url: z.string().max(1000).nullable(),
  title: z.string().max(400),
  /** Of the registry, or a commit; null where none was installed. */
  version: z.string().max(200).nullable(),
  /** The optional groups that were chosen for it; left out where there were none, or the list says nothing of them. */
  groups: z.array(GroupName).max(mostGroups).optional(),
});
export type ListedPack = z.infer<typeof ListedPack>;

/** A list of packs as a file: to be handed on, and to be installed from, which only ever adds. */
export const PackList = z.object({
  format: z.literal(packListFormat),
  version: z.literal(1),
  packs: z.array(ListedPack).max(mostListedPacks),
});
export type PackList = z.infer<typeof PackList>;
