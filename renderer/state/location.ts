import { type LineKind, lineKinds } from './comfy-log-search';
import { type PackFilter, packFilters, type PackSort, packSorts } from './pack-search';

/** In the order of the rail, and of Ctrl+1, Ctrl+2, … */
export const places = ['packs', 'comfyui', 'activity'] as const;
export type Place = (typeof places)[number];

export const comfyTabs = ['overview', 'log', 'arguments'] as const;
export type ComfyTab = (typeof comfyTabs)[number];

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
  comfyTab: ComfyTab;
  /** What narrows ComfyUI's log, and what is looked for in it. */
  logKind: LineKind;
  logPack: string | null;
  logQuery: string;
}

export const startLocation: Location = {
  place: 'packs',
  filter: 'all',
  sort: 'relevance',
  query: '',
  packKey: null,
  isDetailsOpen: false,
  taskId: null,
  comfyTab: 'overview',
  logKind: 'all',
  logPack: null,
  logQuery: '',
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
    comfyTab: pick(comfyTabs, params.get('tab'), startLocation.comfyTab),
    logKind: pick(lineKinds, params.get('lines'), startLocation.logKind),
    logPack: params.get('from'),
    logQuery: params.get('find') ?? '',
  };
}

/** Writes the hash that `parseHash` reads; what is at its start is left out. */
export function formatHash(location: Location): string {
  const start = startLocation;
  const written: Record<string, [now: string | null, atStart: string | null]> = {
    filter: [location.filter, start.filter],
    sort: [location.sort, start.sort],
    q: [location.query, start.query],
    pack: [location.packKey, start.packKey],
    open: [location.isDetailsOpen ? '1' : null, null],
    task: [location.taskId, start.taskId],
    tab: [location.comfyTab, start.comfyTab],
    lines: [location.logKind, start.logKind],
    from: [location.logPack, start.logPack],
    find: [location.logQuery, start.logQuery],
  };
  const params = new URLSearchParams();
  for (const [name, [now, atStart]] of Object.entries(written)) {
    if (now !== null && now !== atStart) params.set(name, now);
  }
  const search = params.toString();
  return `#/${location.place}${search === '' ? '' : `?${search}`}`;
}
