import type { ModelFilter, ModelSort } from '../navigation/filters';
import type { ModelRecord } from './model-record';
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
  counts: Readonly<Record<ModelFilter, number>>;
  /** What the other filters leave to choose from. */
  types: readonly string[];
  bases: readonly string[];
  /** Of the files among the rows. */
  diskBytes: number;
}

const tests: Record<ModelFilter, (record: ModelRecord) => boolean> = {
  all: () => true,
  'on-disk': ({ file }) => file !== null,
  absent: ({ file }) => file === null,
  unused: ({ uses }) => uses?.count === 0,
  attention: ({ findings }) => findings.length > 0,
};

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort((a, b) => a.localeCompare(b, 'en'));
}

function countFilters(records: readonly ModelRecord[]): Record<ModelFilter, number> {
  const onDisk = records.filter(tests['on-disk']).length;
  const count = (filter: ModelFilter): number => records.filter(tests[filter]).length;
  return {
    ...{ all: records.length, 'on-disk': onDisk, absent: records.length - onDisk },
    ...{ unused: count('unused'), attention: count('attention') },
  };
}

/** When a file came or was changed; what is not on disk comes after everything that is. */
const changedMs = ({ file }: ModelRecord): number => (file === null ? 0 : Date.parse(file.install_date ?? '') || 1);

const orders: Record<Exclude<ModelSort, 'name'>, (a: ModelRecord, b: ModelRecord) => number> = {
  size: (a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0),
  newest: (a, b) => changedMs(b) - changedMs(a),
};

/** Narrows the models: every word must be found, in name, file, type, base or description. */
export function searchModels(records: readonly ModelRecord[], search: ModelSearch): ModelResult {
  const words = search.text.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = records.filter(({ searchText }) => words.every((word) => searchText.includes(word)));
  const wanted = splitTypes(search.type);
  const isType = ({ type }: ModelRecord): boolean => wanted.length === 0 || wanted.includes(type);
  const isBase = ({ base }: ModelRecord): boolean => search.base === '' || base === search.base;
  const narrowed = found.filter((record) => isType(record) && isBase(record));
  const rows = narrowed.filter(tests[search.filter]);
  return {
    rows: search.sort === 'name' ? rows : rows.toSorted(orders[search.sort]),
    counts: countFilters(narrowed),
    types: distinct(found.filter(isBase).map(({ type }) => type)),
    bases: distinct(found.filter(isType).map(({ base }) => base)),
    diskBytes: rows.reduce((sum, { file }) => sum + (file?.size_bytes ?? 0), 0),
  };
}
