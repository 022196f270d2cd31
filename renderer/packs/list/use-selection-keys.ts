import { type KeyboardEvent, type RefObject, useEffect } from 'react';
import type { RowListHandle } from '../../components/rows/row-list';
import { useLocation } from '../../navigation/location-store';
import type { PackRows } from './pack-rows';
import { packSelection, usePackSelection } from '../../state/packs/pack-selection';

const steps: Readonly<Record<string, number>> = {
  ...{ ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity },
};

type Rows = RefObject<PackRows>;

/** Checks everything between the last check and a pack, in the order of the list. */
export function checkRange(rows: Rows, to: string, from: string | null): void {
  packSelection.extend({ ordered: rows.current.keys(), from, to });
}

function readSelectedKey(): string | null {
  return useLocation.getState().packKey;
}

function extend(rows: Rows, listRef: RefObject<RowListHandle | null>, step: number): void {
  const from = readSelectedKey();
  listRef.current?.move(step);
  const to = readSelectedKey();
  if (to !== null) checkRange(rows, to, from);
}

function toggleSelected(): void {
  const key = readSelectedKey();
  if (key !== null) packSelection.toggle(key);
}

/** The keys by which packs are checked, for the element around the list: Space, Shift with the arrows, Ctrl+A. */
export function useSelectionKeys(rows: Rows, listRef: RefObject<RowListHandle | null>): (event: KeyboardEvent) => void {
  return (event) => {
    const isList = event.target instanceof Element && event.target.getAttribute('role') === 'grid';
    const step = event.shiftKey ? steps[event.key] : undefined;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      packSelection.add(rows.current.keys());
    } else if (isList && step !== undefined) extend(rows, listRef, step);
    else if (isList && event.key === ' ') toggleSelected();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Escape unchecks everything, unless something above took it; it does so before anything else of the place hears of it. */
export function useSelectionEscape(): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || usePackSelection.getState().keys.size === 0) return;
      event.preventDefault();
      packSelection.clear();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
