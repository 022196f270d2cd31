import { useEffect } from 'react';
import { createInstallationStore } from './installation-store';

/** The rows that are checked, and where a range begins. */
export interface RowSelection {
  readonly keys: ReadonlySet<string>;
  /** The row that was checked or unchecked last. */
  readonly anchor: string | null;
  /** What was checked when the anchor was set: a range grows and shrinks on top of it. */
  readonly base: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();
export const emptySelection: RowSelection = { keys: nothing, anchor: null, base: nothing };

/** Checks a row, or takes the check away. Ranges begin there from now on. */
export function withToggled({ keys }: RowSelection, key: string): RowSelection {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { keys: next, anchor: key, base: next };
}

/** From where to where rows are checked. */
export interface RowRange {
  /** The keys of the list shown. */
  ordered: readonly string[];
  from: string | null;
  to: string;
}

/**
 * Checks everything from the anchor to `to`, in the order of the list shown; what an earlier range from the same anchor had beyond it is
 * unchecked again. Without an anchor in the list it begins at `from`, else at `to` itself.
 */
export function withRange(selection: RowSelection, { ordered, from, to }: RowRange): RowSelection {
  const end = ordered.indexOf(to);
  if (end < 0) return selection;
  const known = [selection.anchor, from].find((key) => key !== null && ordered.includes(key)) ?? to;
  const base = known === selection.anchor ? selection.base : selection.keys;
  const start = ordered.indexOf(known);
  const range = ordered.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { keys: new Set([...base, ...range]), anchor: known, base };
}

/** Checks these as well. */
export function withAll({ keys, anchor }: RowSelection, ordered: readonly string[]): RowSelection {
  const next = new Set([...keys, ...ordered]);
  return { keys: next, anchor, base: next };
}

/** Which rows of a list are selected. Rows read one key of it, so that a check redraws one row. */
export function createSelection() {
  const store = createInstallationStore(emptySelection);
  const change = (by: (selection: RowSelection) => RowSelection): void => store.setState(by);
  return {
    store,
    toggle: (key: string): void => change((selection) => withToggled(selection, key)),
    extend: (range: RowRange): void => change((selection) => withRange(selection, range)),
    add: (ordered: readonly string[]): void => change((selection) => withAll(selection, ordered)),
    clear: (): void => {
      if (store.getState().keys.size > 0) store.setState(emptySelection);
    },
  };
}

type Selection = ReturnType<typeof createSelection>;

/** Escape unchecks everything, unless something above took it; it does so before anything else of the place hears of it. */
export function useSelectionEscape({ store, clear }: Pick<Selection, 'store' | 'clear'>): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || store.getState().keys.size === 0) return;
      event.preventDefault();
      clear();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, clear]);
}
