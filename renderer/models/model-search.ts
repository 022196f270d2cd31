import type { ModelFilter, ModelSort } from '../navigation/filters';
import { oncePerFile, type ModelRecord } from './model-record';
import { splitTypes } from './model-type';

export interface ModelSearch {
  text: string;
  filter: ModelFilter;
  /** Those that are wanted, with commas between them. Empty: every one. */
  type: string;
  base: string;
  sort: ModelSort;
}

export interface ModelResult {
  rows: readonly ModelRecord[];
  /** The filter that the rows are of: a search that finds nothing on disk goes on among all models. */
  filter: ModelFilter;
  counts: Readonly<Record<ModelFilter, number>>;
  /** What the other filters leave to choose from. */
  types: readonly string[];
  bases: readonly string[];
  /** Of the files among the rows. */
  diskBytes: number;
}

const tests: Record<ModelFilter, (record: ModelRecord) => boolean> = {
  all: ({ found }) => found === null,
  'on-disk': ({ file, found }) => file !== null && found === null,
  absent: ({ file, found }) => file === null && found === null,
  unused: ({ uses }) => uses?.count === 0,
  attention: ({ findings }) => findings.length > 0,
  online: ({ found }) => found !== null,
};

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort((a, b) => a.localeCompare(b, 'en'));
}

function countFilters(records: readonly ModelRecord[]): Record<ModelFilter, number> {
  const count = (filter: ModelFilter): number => records.filter(tests[filter]).length;
  return {
    ...{ all: count('all'), 'on-disk': count('on-disk'), absent: count('absent') },
    ...{ unused: count('unused'), attention: count('attention'), online: count('online') },
  };
}

/** When a file came or was changed; what is not on disk comes after everything that is. */
const changedMs = ({ file }: ModelRecord): number => (file === null ? 0 : Date.parse(file.install_date ?? '') || 1);

/** All are sorted by name already: what is on disk comes before what could be had. */
const orders: Record<ModelSort, (a: ModelRecord, b: ModelRecord) => number> = {
  name: (a, b) => Number(b.file !== null) - Number(a.file !== null),
  size: (a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0),
  newest: (a, b) => changedMs(b) - changedMs(a),
};

/** Narrows the models: every word must be found, in name, file, type, base or description. What a host has found fits by its own word, in its own order. */
export function searchModels(records: readonly ModelRecord[], search: ModelSearch): ModelResult {
  const words = search.text.toLowerCase().split(/\s+/u).filter(Boolean);
  const isMatch = ({ searchText, found: online }: ModelRecord): boolean =>
    online !== null || words.every((word) => searchText.includes(word));
  const found = records.filter(isMatch);
  const wanted = splitTypes(search.type);
  const isType = ({ type }: ModelRecord): boolean => wanted.length === 0 || wanted.includes(type);
  const isBase = ({ base }: ModelRecord): boolean => search.base === '' || base === search.base;
  const narrowed = found.filter((record) => isType(record) && isBase(record));
  const counts = countFilters(narrowed);
  const goesOn = words.length > 0 && search.filter === 'on-disk' && counts['on-disk'] === 0;
  const filter = goesOn ? 'all' : search.filter;
  const shown = narrowed.filter(tests[filter]);
  const rows = filter === 'online' && search.sort === 'name' ? shown : shown.toSorted(orders[search.sort]);
  return {
    ...{ rows, filter, counts },
    types: distinct(found.filter(isBase).map(({ type }) => type)),
    bases: distinct(found.filter(isType).map(({ base }) => base)),
    diskBytes: oncePerFile(rows).reduce((sum, { file }) => sum + (file?.size_bytes ?? 0), 0),
  };
}
