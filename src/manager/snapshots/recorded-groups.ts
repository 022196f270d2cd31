import { GroupName } from '../../contract/library/optional-groups';
import type { ExactPack } from '../packs/exact/exact-pack';
import { groupsKeyOf, joinGroups, splitGroups } from '../python/requirements/optional-groups';

/** The optional groups that a document records: the folded name of a folder to names; null where it says nothing of them. */
export type RecordedGroups = ReadonlyMap<string, readonly string[]> | null;

/** Reads what anybody may have written; names that no group can have are left out. Pure. */
export function readRecordedGroups(stored: Readonly<Record<string, unknown>> | null | undefined): RecordedGroups {
  if (stored == null) return null;
  const read = Object.entries(stored).map(([folder, listed]) => {
    const names = Array.isArray(listed) ? listed.flatMap((name) => GroupName.safeParse(name).data ?? []) : [];
    return [groupsKeyOf(folder), splitGroups(joinGroups(names))] as const;
  });
  return new Map(read);
}

/** The choice that is recorded for a folder; null where nothing is said. */
export function groupsOfFolder(groups: RecordedGroups, folder: string): readonly string[] | null {
  return groups === null ? null : (groups.get(groupsKeyOf(folder)) ?? []);
}

/** The packs with the choices for their folders. Copies of one folder share its choice, so one of them brings it: an enabled one where there is one. Pure. */
export function withRecordedGroups<T extends ExactPack>(packs: readonly T[], groups: RecordedGroups): T[] {
  const chief = new Map<string, T>();
  for (const pack of packs) {
    if (pack.folder === null) continue;
    const key = groupsKeyOf(pack.folder);
    if (pack.isEnabled || chief.get(key)?.isEnabled !== true) chief.set(key, pack);
  }
  return packs.map((pack) => {
    const { folder } = pack;
    if (folder === null || chief.get(groupsKeyOf(folder)) !== pack) return pack;
    return { ...pack, groups: groupsOfFolder(groups, folder) };
  });
}
