// What the searches of the places can be narrowed and sorted by. The location keeps the choices in the address, so the lists stand beside it: it
// then needs to know no search, and each search reads its own list from here.

/** The chips above the list of packs. */
export const packFilters = [
  'all',
  'problems',
  'left-out',
  'installed',
  'updates',
  'disabled',
  'held',
  'favourites',
  'not-installed',
  'registry',
  'git',
] as const;
export type PackFilter = (typeof packFilters)[number];

export const packSorts = [
  ...(['relevance', 'stars', 'downloads', 'updated', 'new', 'name'] as const),
  ...(['installed', 'size', 'import-time'] as const),
] as const;
export type PackSort = (typeof packSorts)[number];

const diskSorts = ['installed', 'size', 'import-time'] as const satisfies PackSort[];
export type DiskSort = (typeof diskSorts)[number];

/** Whether a sort is by what only packs on disk have; all others come behind them. */
export function isOfDisk(sort: PackSort): sort is DiskSort {
  return diskSorts.some((known) => known === sort);
}

export const modelFilters = ['on-disk', 'absent', 'online', 'all', 'unused', 'attention'] as const;
export type ModelFilter = (typeof modelFilters)[number];

export const modelSorts = ['name', 'size', 'newest'] as const;
export type ModelSort = (typeof modelSorts)[number];

/** What the history is about. */
export const historyFilters = ['all', 'failed', 'packs', 'models', 'snapshots', 'comfyui', 'python'] as const;
export type HistoryFilter = (typeof historyFilters)[number];

/** Whose snapshots are shown: all, those of a person, or those the app took before a change. */
export const snapshotFilters = ['all', 'saved', 'automatic'] as const;
export type SnapshotFilter = (typeof snapshotFilters)[number];

/** Which lines of the log are shown: all, those of an error, of a warning and worse, or of one writer. */
export const lineKinds = ['all', 'problems', 'errors', 'stdout', 'stderr', 'app'] as const;
export type LineKind = (typeof lineKinds)[number];

/** Which Python packages are shown: all, or those that nobody needs. */
export const packageFilters = ['all', 'unneeded'] as const;
export type PackageFilter = (typeof packageFilters)[number];

/** The sections of the settings, in the order they stand in. */
export const settingSections = [
  'general',
  'updates',
  'network',
  'accounts',
  'comfyui',
  'python',
  'security',
  'installation',
] as const;
export type SettingSection = (typeof settingSections)[number];
