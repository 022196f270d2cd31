import {
  type HistoryFilter,
  historyFilters,
  type LineKind,
  lineKinds,
  type ModelFilter,
  modelFilters,
  type ModelSort,
  modelSorts,
  type PackageFilter,
  packageFilters,
  type PackFilter,
  packFilters,
  type PackSort,
  packSorts,
  type SettingSection,
  settingSections,
  type SnapshotFilter,
  snapshotFilters,
} from './filters';

/** In the order of the rail, and of Ctrl+1, Ctrl+2, … */
export const places = ['home', 'packs', 'models', 'workflow', 'snapshots', 'comfyui', 'activity', 'settings'] as const;
export type Place = (typeof places)[number];

export const comfyTabs = ['overview', 'log', 'arguments', 'versions', 'environment'] as const;
export type ComfyTab = (typeof comfyTabs)[number];

/** The parts of what is known of a pack, in the order of the panel. */
export const packTabs = ['overview', 'readme', 'versions', 'nodes', 'requirements'] as const;
export type PackTab = (typeof packTabs)[number];

/** Where the person is; lives in the URL hash so that a reload changes nothing. */
export interface Location {
  place: Place;
  filter: PackFilter;
  sort: PackSort;
  /** The list begins with what would be its end. */
  isReversed: boolean;
  query: string;
  /** Key of the selected pack. */
  packKey: string | null;
  isDetailsOpen: boolean;
  packTab: PackTab;
  /** The details of a pack stand in place of the list. */
  isReader: boolean;
  /** `ui_id` of the task whose log is open. */
  taskId: string | null;
  /** What the history is narrowed by, and which row of it is selected; null is the newest. */
  historyFilter: HistoryFilter;
  historyQuery: string;
  historyKey: string | null;
  modelFilter: ModelFilter;
  modelType: string;
  modelBase: string;
  modelSort: ModelSort;
  modelQuery: string;
  modelKey: string | null;
  isModelOpen: boolean;
  isDiskPicture: boolean;
  snapshotFilter: SnapshotFilter;
  /** Name of the opened snapshot, and of the one it is compared with; null there is what is on disk. */
  snapshot: string | null;
  comparedWith: string | null;
  comfyTab: ComfyTab;
  packageFilter: PackageFilter;
  /** What narrows ComfyUI's log, and what is looked for in it. */
  logKind: LineKind;
  logPack: string | null;
  logQuery: string;
  settingSection: SettingSection;
  settingQuery: string;
}

export const startLocation: Location = {
  place: 'home',
  filter: 'all',
  sort: 'relevance',
  isReversed: false,
  query: '',
  packKey: null,
  isDetailsOpen: false,
  packTab: 'overview',
  isReader: false,
  taskId: null,
  historyFilter: 'all',
  historyQuery: '',
  historyKey: null,
  // What a person has stands before what could be had.
  modelFilter: 'on-disk',
  modelType: '',
  modelBase: '',
  modelSort: 'name',
  modelQuery: '',
  modelKey: null,
  isModelOpen: false,
  isDiskPicture: false,
  snapshotFilter: 'all',
  snapshot: null,
  comparedWith: null,
  comfyTab: 'overview',
  packageFilter: 'all',
  logKind: 'all',
  logPack: null,
  logQuery: '',
  settingSection: 'general',
  settingQuery: '',
};

/** Nothing is selected and nothing is open: what was belonged to another installation. */
export const noSelection: Partial<Location> = {
  packKey: null,
  isDetailsOpen: false,
  isReader: false,
  taskId: null,
  historyKey: null,
  modelKey: null,
  isModelOpen: false,
  snapshot: null,
  comparedWith: null,
  logPack: null,
};

/** How one fact of the location is written into the hash and read from it. */
interface Field<T> {
  param: string;
  read: (text: string | null) => T;
  /** Empty where the fact is as at the start. */
  write: (location: Location) => string;
}

type Of<T> = (location: Location) => T;

function oneOf<T extends string>(param: string, allowed: readonly T[], of: Of<T>): Field<T> {
  const atStart = of(startLocation);
  return {
    param,
    read: (text) => allowed.find((word) => word === text) ?? atStart,
    write: (location) => (of(location) === atStart ? '' : of(location)),
  };
}

const words = (param: string, of: Of<string>): Field<string> => ({ param, read: (text) => text ?? '', write: of });

const name = (param: string, of: Of<string | null>): Field<string | null> => ({
  param,
  read: (text) => text,
  write: (location) => of(location) ?? '',
});

const flag = (param: string, of: Of<boolean>): Field<boolean> => ({
  param,
  read: (text) => text === '1',
  write: (location) => (of(location) ? '1' : ''),
});

const fields: { [K in Exclude<keyof Location, 'place'>]: Field<Location[K]> } = {
  filter: oneOf('filter', packFilters, ({ filter }) => filter),
  sort: oneOf('sort', packSorts, ({ sort }) => sort),
  isReversed: flag('reversed', ({ isReversed }) => isReversed),
  query: words('q', ({ query }) => query),
  packKey: name('pack', ({ packKey }) => packKey),
  isDetailsOpen: flag('open', ({ isDetailsOpen }) => isDetailsOpen),
  packTab: oneOf('part', packTabs, ({ packTab }) => packTab),
  isReader: flag('reader', ({ isReader }) => isReader),
  taskId: name('task', ({ taskId }) => taskId),
  historyFilter: oneOf('about', historyFilters, ({ historyFilter }) => historyFilter),
  historyQuery: words('past', ({ historyQuery }) => historyQuery),
  historyKey: name('batch', ({ historyKey }) => historyKey),
  modelFilter: oneOf('models', modelFilters, ({ modelFilter }) => modelFilter),
  modelType: words('type', ({ modelType }) => modelType),
  modelBase: words('base', ({ modelBase }) => modelBase),
  modelSort: oneOf('by', modelSorts, ({ modelSort }) => modelSort),
  modelQuery: words('search', ({ modelQuery }) => modelQuery),
  modelKey: name('model', ({ modelKey }) => modelKey),
  isModelOpen: flag('card', ({ isModelOpen }) => isModelOpen),
  isDiskPicture: flag('picture', ({ isDiskPicture }) => isDiskPicture),
  snapshotFilter: oneOf('snapshots', snapshotFilters, ({ snapshotFilter }) => snapshotFilter),
  snapshot: name('snapshot', ({ snapshot }) => snapshot),
  comparedWith: name('with', ({ comparedWith }) => comparedWith),
  comfyTab: oneOf('tab', comfyTabs, ({ comfyTab }) => comfyTab),
  packageFilter: oneOf('packages', packageFilters, ({ packageFilter }) => packageFilter),
  logKind: oneOf('lines', lineKinds, ({ logKind }) => logKind),
  logPack: name('from', ({ logPack }) => logPack),
  logQuery: words('find', ({ logQuery }) => logQuery),
  settingSection: oneOf('section', settingSections, ({ settingSection }) => settingSection),
  settingQuery: words('look', ({ settingQuery }) => settingQuery),
};
const fieldList = Object.entries(fields);

/** Reads a hash such as `#/packs?filter=installed&q=depth`. What it cannot read becomes the start. */
export function parseHash(hash: string): Location {
  const [, path = '', search = ''] = /^#?\/?([^?]*)\??(.*)$/u.exec(hash) ?? [];
  const params = new URLSearchParams(search);
  const read = fieldList.map(([key, field]) => [key, field.read(params.get(field.param))] as const);
  const place = places.find((known) => known === path) ?? startLocation.place;
  const location: Location = { ...startLocation, ...Object.fromEntries(read), place };
  // Only the details of a pack or a model that is selected can be open.
  location.isDetailsOpen &&= location.packKey !== null;
  location.isReader &&= location.isDetailsOpen;
  location.isModelOpen &&= location.modelKey !== null;
  return location;
}

/** Writes the hash that `parseHash` reads; what is at its start is left out. */
export function formatHash(location: Location): string {
  const params = new URLSearchParams();
  for (const [, { param, write }] of fieldList) {
    const text = write(location);
    if (text !== '') params.set(param, text);
  }
  const search = params.toString();
  return `#/${location.place}${search === '' ? '' : `?${search}`}`;
}
