import { createInstallationStore } from '../installation/installation-store';

/** The packs that are checked, and where a range begins. */
export interface PackSelection {
  readonly keys: ReadonlySet<string>;
  /** The pack that was checked or unchecked last. */
  readonly anchor: string | null;
  /** What was checked when the anchor was set: a range grows and shrinks on top of it. */
  readonly base: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();
export const emptySelection: PackSelection = { keys: nothing, anchor: null, base: nothing };

/** Checks a pack, or takes the check away. Ranges begin there from now on. */
export function withToggled({ keys }: PackSelection, key: string): PackSelection {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { keys: next, anchor: key, base: next };
}

/**
 * Checks everything from the anchor to `to`, in the order of the list shown; what an earlier range from the same anchor had beyond it is
 * unchecked again. Without an anchor in the list it begins at `from`, else at `to` itself.
 */
export function withRange(
  selection: PackSelection,
  { ordered, from, to }: { ordered: readonly string[]; from: string | null; to: string },
): PackSelection {
  const end = ordered.indexOf(to);
  if (end < 0) return selection;
  const known = [selection.anchor, from].find((key) => key !== null && ordered.includes(key)) ?? to;
  const base = known === selection.anchor ? selection.base : selection.keys;
  const start = ordered.indexOf(known);
  const range = ordered.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { keys: new Set([...base, ...range]), anchor: known, base };
}

/** Checks these as well. */
export function withAll({ keys, anchor }: PackSelection, ordered: readonly string[]): PackSelection {
  const next = new Set([...keys, ...ordered]);
  return { keys: next, anchor, base: next };
}

/** The checked packs of the window. Rows read one key of it, so that a check redraws one row. */
export const usePackSelection = createInstallationStore(emptySelection);

/** Changes what is checked by one of the functions above. */
export function select(change: (selection: PackSelection) => PackSelection): void {
  usePackSelection.setState(change);
}

/** Unchecks everything. */
export function clearSelection(): void {
  if (usePackSelection.getState().keys.size > 0) usePackSelection.setState(emptySelection);
}
