import type { PackRecord } from '../../state/packs/pack-record';
import type { PackIndex } from '../../state/packs/pack-index';

/** The packs of a list, of which nearly all are numbers until somebody looks. */
export interface PackRows {
  readonly length: number;
  at(position: number): PackRecord | undefined;
  keyOf(record: PackRecord): string;
  /** The position of the pack with a key; -1 where there is none. */
  positionOf(key: string): number;
  /** The keys of all of them, in their order. */
  keys(): string[];
}

/** The rows of a packIndex with these numbers. */
export function createPackRows(packIndex: PackIndex, rows: Uint32Array): PackRows {
  const keyOf = ({ key }: PackRecord): string => key;
  return {
    length: rows.length,
    at(position) {
      const row = rows[position];
      return row === undefined ? undefined : packIndex.recordAt(row);
    },
    keyOf,
    positionOf(key) {
      const row = packIndex.rowOfKey(key);
      return row === undefined ? -1 : rows.indexOf(row);
    },
    keys: () => Array.from(rows, (row) => packIndex.recordAt(row).key),
  };
}

export const noRows: PackRows = {
  length: 0,
  at: () => undefined,
  keyOf: ({ key }) => key,
  positionOf: () => -1,
  keys: () => [],
};
