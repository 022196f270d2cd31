import type { KeyboardEvent, RefObject } from 'react';
import type { RowListHandle } from './row-list';

const steps: Readonly<Record<string, number>> = {
  ...{ ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity },
};

/** A list whose rows can be checked. */
export interface CheckedList {
  selection: {
    toggle: (key: string) => void;
    add: (keys: readonly string[]) => void;
    /** Checks from the check before up to a row. */
    extend: (range: { ordered: readonly string[]; from: string | null; to: string }) => void;
  };
  handleRef: RefObject<RowListHandle | null>;
  /** The keys of the rows as they are shown. */
  readKeys: () => readonly string[];
  /** The key of the selected row. */
  readSelected: () => string | null;
}

function extend({ selection, handleRef, readKeys, readSelected }: CheckedList, step: number): void {
  const from = readSelected();
  handleRef.current?.move(step);
  const to = readSelected();
  if (to !== null) selection.extend({ ordered: readKeys(), from, to });
}

function toggleSelected({ selection, readSelected }: CheckedList): void {
  const key = readSelected();
  if (key !== null) selection.toggle(key);
}

/** Checks by keys, for the element around the list: Space, Shift with the arrows, Ctrl+A. */
export function checkByKey(event: KeyboardEvent, list: CheckedList): void {
  const isList = event.target instanceof Element && event.target.getAttribute('role') === 'grid';
  const step = event.shiftKey ? steps[event.key] : undefined;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') list.selection.add(list.readKeys());
  else if (isList && step !== undefined) extend(list, step);
  else if (isList && event.key === ' ') toggleSelected(list);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
