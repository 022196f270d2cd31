import { create } from 'zustand';
import { groupNameForm, maxGroupName, mostGroups } from '../../../../src/contract/library/group-name';
import { maxPackListBytes, mostListedPacks, packListFormat } from '../../../../src/contract/library/pack-list-format';
import type { ListedPack } from '../../../../src/contract/library/pack-lists';
import { onAnother } from '../../../bridge';
import { attempt } from '../../queue/actions';
import type { FindPack } from '../pack-index';
import type { PackRecord } from '../pack-record';

/** A list of packs that was given, and the name of its file. */
export interface GivenList {
  name: string;
  packs: readonly ListedPack[];
}

/** The list that is asked about; null while there is none. */
export const useGivenList = create<{ given: GivenList | null }>(() => ({ given: null }));

// What it would add was told of the former installation.
onAnother(() => useGivenList.setState({ given: null }));

/** Shows what a list would bring. Nothing is changed before the person says so. */
export function offerPackList(given: GivenList): void {
  useGivenList.setState({ given });
}

/** Puts the question away. */
export function closePackList(): void {
  useGivenList.setState({ given: null });
}

/** A text of a stranger; null for anything else, and for one that is longer than any. */
const textOf = (value: unknown, maxLength: number): string | null =>
  typeof value === 'string' && value !== '' && value.length <= maxLength ? value : null;

/** The groups that a stranger wrote; nothing where there are none. What no group can be called is left out. */
function groupsOf(value: unknown): Pick<ListedPack, 'groups'> {
  const listed: unknown[] = Array.isArray(value) ? value : [];
  const isName = (one: unknown): one is string =>
    typeof one === 'string' && one.length <= maxGroupName && groupNameForm.test(one);
  const groups = listed.filter(isName).slice(0, mostGroups);
  return groups.length === 0 ? {} : { groups };
}

/** One entry as a stranger wrote it; null where it names no pack. */
function readEntry(value: unknown): ListedPack | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, url, title, version, groups }: Partial<Record<keyof ListedPack, unknown>> = value;
  const entry = { id: textOf(id, 200), url: textOf(url, 1000), version: textOf(version, 200) };
  const name = entry.id ?? entry.url;
  return name === null ? null : { ...entry, title: textOf(title, 400) ?? name, ...groupsOf(groups) };
}

/** Reads the text of a file; null where it is no list of packs. Entries that name none are left out. */
export function readPackList(text: string): readonly ListedPack[] | null {
  if (text.length > maxPackListBytes || !text.includes(packListFormat)) return null;
  try {
    const parsed = JSON.parse(text) as { format?: unknown; packs?: unknown } | null;
    if (parsed?.format !== packListFormat || !Array.isArray(parsed.packs)) return null;
    return parsed.packs.slice(0, mostListedPacks).flatMap((value: unknown) => readEntry(value) ?? []);
  } catch {
    return null;
  }
}

/** How a pack of this machine, or of the catalogue, stands in a list. */
function writeEntry({ registryId, repository, files, title, local }: PackRecord): ListedPack {
  return {
    id: registryId ?? local?.registryId ?? null,
    url: repository ?? files[0] ?? null,
    title,
    version: local?.version || null,
    ...groupsOf(local?.groups),
  };
}

/** Saves packs as a list in a file that the person names. Those without an id and an address cannot be had from elsewhere and are left out. */
export async function exportPackList(
  records: readonly PackRecord[],
  dialog: { title: string; name: string },
): Promise<void> {
  const packs = records.map(writeEntry).filter(({ id, url }) => id !== null || url !== null);
  const list = { format: packListFormat, version: 1, packs: packs.slice(0, mostListedPacks) } as const;
  await attempt('desktop.exportList', { ...dialog, list });
}

/** A pack of a list beside what is here. */
export interface ListRow {
  entry: ListedPack;
  /** Null where nobody here knows it. */
  record: PackRecord | null;
  state: 'missing' | 'there' | 'unknown';
}

function findEntry({ id, url }: ListedPack, find: FindPack): PackRecord | null {
  const names = [id, url].filter((name) => name !== null);
  return names.map(find).find((record) => record !== undefined) ?? null;
}

function planRow(entry: ListedPack, record: PackRecord | null): ListRow {
  if (record === null) return { entry, record, state: 'unknown' };
  return { entry, record, state: record.local === null ? 'missing' : 'there' };
}

/** What a list would add here: packs that are on disk, enabled or not, stay as they are. */
export function planPackList(packs: readonly ListedPack[], find: FindPack): ListRow[] {
  const rows = new Map<string, ListRow>();
  for (const entry of packs) {
    const record = findEntry(entry, find);
    const key = record?.key ?? entry.id ?? entry.url ?? '';
    if (!rows.has(key)) rows.set(key, planRow(entry, record));
  }
  return [...rows.values()];
}
