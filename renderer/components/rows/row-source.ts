/** What a list shows: rows by their position, of which only those in sight are asked for. */
export interface RowSource<T> {
  readonly length: number;
  at(position: number): T | undefined;
  keyOf(row: T): string;
  /** The position of the row with a key; -1 where there is none. */
  positionOf(key: string): number;
}

/** A list of objects as the source of a list's rows. */
export function createRowSource<T>(rows: readonly T[], keyOf: (row: T) => string): RowSource<T> {
  return {
    length: rows.length,
    at: (position) => rows[position],
    keyOf,
    positionOf: (key) => rows.findIndex((row) => keyOf(row) === key),
  };
}
