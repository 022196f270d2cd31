import { type PackFilter, packFilters, type PackSort, packSorts } from './pack-search';

export const places = ['packs', 'activity'] as const;
export type Place = (typeof places)[number];

/** Where the person is; lives in the URL hash so that a reload changes nothing. */
export interface Location {
  place: Place;
  filter: PackFilter;
  sort: PackSort;
  query: string;
  /** Key of the selected pack. */
  packKey: string | null;
  isDetailsOpen: boolean;
  /** `ui_id` of the task whose log is open. */
  taskId: string | null;
}

export const startLocation: Location = {
  place: 'packs',
  filter: 'all',
  sort: 'relevance',
  query: '',
  packKey: null,
  isDetailsOpen: false,
  taskId: null,
};

function pick<T extends string>(allowed: readonly T[], text: string | null, fallback: T): T {
  return allowed.find((word) => word === text) ?? fallback;
}

/** Reads a hash such as `#/packs?filter=installed&q=depth`. What it cannot read becomes the start. */
export function parseHash(hash: string): Location {
  const [, path = '', search = ''] = /^#?\/?([^?]*)\??(.*)$/u.exec(hash) ?? [];
  const params = new URLSearchParams(search);
  return {
    place: pick(places, path, startLocation.place),
    filter: pick(packFilters, params.get('filter'), startLocation.filter),
    sort: pick(packSorts, params.get('sort'), startLocation.sort),
    query: params.get('q') ?? '',
    packKey: params.get('pack'),
    isDetailsOpen: params.get('open') === '1' && params.get('pack') !== null,
    taskId: params.get('task'),
  };
}

/** Writes the hash that `parseHash` reads; what is at its start is left out. */
export function formatHash(location: Location): string {
  const params = new URLSearchParams();
  if (location.filter !== startLocation.filter) params.set('filter', location.filter);
  if (location.sort !== startLocation.sort) params.set('sort', location.sort);
  if (location.query !== '') params.set('q', location.query);
  if (location.packKey !== null) params.set('pack', location.packKey);
  if (location.isDetailsOpen) params.set('open', '1');
  if (location.taskId !== null) params.set('task', location.taskId);
  const search = params.toString();
  return `#/${location.place}${search === '' ? '' : `?${search}`}`;
}
