import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import { keepScroll } from '../../hooks/saved-scroll';
import { type MenuAnchor, readMenuAnchor } from '../menus/menu-anchor';
import type { RowSource } from './row-source';
import { useRowsInSight } from './rows-in-sight';

/** The key of the row around an element; null outside of rows. */
function rowKeyOf(target: EventTarget | null): string | null {
  return (target instanceof Element && target.closest<HTMLElement>('[data-row]')?.dataset['row']) || null;
}

/** What the element of a list hears before its rows do. */
interface PlaceGuards {
  onPointerDownCapture: (event: { target: EventTarget }) => void;
  onFocusCapture: (event: { target: EventTarget }) => void;
  onClickCapture: (event: MouseEvent) => void;
}

/**
 * A list that keeps the elements of a place when another row comes there makes no button anew while somebody types. What was meant for the former row
 * must then not go over to the one that came: a click counts only on the row that it was pressed on, and the focus goes to the list.
 */
function useStablePlaces(list: RefObject<HTMLElement | null>): PlaceGuards {
  const pressed = useRef<string | null>(null);
  const focused = useRef<string | null>(null);
  // Of each drawing: only then can another row have come.
  useLayoutEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || focused.current === null || !list.current?.contains(activeElement)) return;
    if (rowKeyOf(activeElement) !== focused.current) list.current.focus({ preventScroll: true });
  });
  return {
    onPointerDownCapture: ({ target }) => {
      pressed.current = rowKeyOf(target);
    },
    onFocusCapture: ({ target }) => {
      focused.current = rowKeyOf(target);
    },
    onClickCapture: (event) => {
      // Keys and screen readers click without a pointer, on what has the focus.
      if (event.detail > 0 && rowKeyOf(event.target) !== pressed.current) event.stopPropagation();
    },
  };
}

/** The height of a row, unless a list has lower ones. */
const usualRowPx = 56;

/** Lets a search field move the selection while it keeps the cursor. */
export interface RowListHandle {
  move: (step: number) => void;
  focus: () => void;
}

/** Where a row is in the list, for its own attributes. */
export interface RowPlace {
  id: string;
  position: number;
  isSelected: boolean;
}

interface RowListProps<T> {
  rows: RowSource<T>;
  /** Begins the ids of rows; one list of a name at a time. */
  name: string;
  label: string;
  selectedKey: string | null;
  handleRef: RefObject<RowListHandle | null>;
  /** The list goes back to its top whenever this is another one. */
  topWhen: unknown;
  /** How high each row is. */
  rowPx?: number;
  /** A place in the list keeps its elements when another row comes there, which is faster (`useStablePlaces`). */
  keepsPlaces?: boolean;
  onSelect: (row: T) => void;
  onOpen: (row: T) => void;
  /** The Enter key on a row. Left out: it opens the row. */
  onEnter?: ((row: T) => void) | undefined;
  /** A click with Shift selects up to there, one with Ctrl or Cmd this one alone. Left out: it opens the row as well. */
  onPick?: (row: T, how: 'range' | 'toggle') => void;
  /** The right mouse button or the menu key on a row. Left out: it has no menu. */
  onMenu?: ((row: T, anchor: MenuAnchor) => void) | undefined;
  /** One row, as high as `rowPx` says. */
  children: (row: T, place: RowPlace) => ReactNode;
}

const steps: Record<string, number> = {
  ...{ ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity },
};

function useListKeys<T>(props: RowListProps<T>, scrollTo: (position: number) => void) {
  const { rows, selectedKey, onSelect, onOpen, onEnter = onOpen } = props;
  const find = (): number => (selectedKey === null ? -1 : rows.positionOf(selectedKey));
  const move = (step: number): void => {
    const current = find();
    const next = current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + step));
    const row = rows.at(next);
    if (row === undefined) return;
    onSelect(row);
    scrollTo(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Enter') {
      const row = rows.at(find());
      if (row !== undefined) onEnter(row);
    } else return;
    event.preventDefault();
  };
  return { move, onKeyDown };
}

/** The list hears the clicks of its rows: it has the focus and the keys, and they have neither. */
function pickClicked<T>(event: MouseEvent, { rows, onOpen, onPick = onOpen }: RowListProps<T>): void {
  if (!(event.target instanceof Element) || event.target.closest('button') !== null) return;
  const place = event.target.closest<HTMLElement>('[data-position]');
  const row = place === null ? undefined : rows.at(Number(place.dataset['position']));
  if (row === undefined) return;
  if (event.shiftKey) onPick(row, 'range');
  else if (event.ctrlKey || event.metaKey) onPick(row, 'toggle');
  else onOpen(row);
}

/** The menu key means the selected row, wherever the pointer is. */
function askForMenu<T>(event: MouseEvent<HTMLElement>, { rows, selectedKey, onMenu }: RowListProps<T>): void {
  const { target, currentTarget } = event;
  if (!onMenu || !(target instanceof Element)) return;
  const position = selectedKey === null ? -1 : rows.positionOf(selectedKey);
  const selected = currentTarget.querySelector<HTMLElement>(`[data-position="${position}"]`);
  const place = target === currentTarget ? selected : target.closest<HTMLElement>('[data-position]');
  const row = place === null ? undefined : rows.at(Number(place.dataset['position']));
  if (row === undefined) return;
  event.preventDefault();
  onMenu(row, readMenuAnchor(event, selected));
}

function listRows<T>(rows: RowSource<T>, first: number, end: number): { row: T; index: number }[] {
  const listed: { row: T; index: number }[] = [];
  for (let index = first; index < end; index += 1) {
    const row = rows.at(index);
    if (row !== undefined) listed.push({ row, index });
  }
  return listed;
}

/** A long list moved through by keyboard: only the rows in sight exist, so twenty thousand scroll like twenty. */
export function RowList<T>(props: RowListProps<T>) {
  const { rows, name, selectedKey, handleRef, topWhen, keepsPlaces = false, rowPx = usualRowPx, children } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const { first, end, shift, show, showTop } = useRowsInSight(scrollRef, rows.length, rowPx);
  const guards = useStablePlaces(scrollRef);
  const { move, onKeyDown } = useListKeys(props, show);
  const goToTop = useEffectEvent(showTop);
  useImperativeHandle(handleRef, () => ({ move, focus: () => scrollRef.current?.focus() }));
  useEffect(() => goToTop(), [topWhen]);
  // A search that is open again is where it was left.
  const restore = useEffectEvent(() => {
    const box = scrollRef.current;
    return box ? keepScroll(`${name} ${String(topWhen)}`, box) : undefined;
  });
  useLayoutEffect(() => restore(), []);
  // Who came to the place by keyboard goes on in its list.
  useEffect(() => {
    if (document.activeElement?.tagName === 'MAIN') scrollRef.current?.focus();
  }, []);
  const idOf = (position: number): string => `${name}-row-${position}`;
  const selectedPosition = useMemo(
    () => (selectedKey === null ? -1 : rows.positionOf(selectedKey)),
    [rows, selectedKey],
  );
  // A row that is not in sight does not exist, and nothing may point at it.
  const isSelectedThere = selectedPosition >= first && selectedPosition < end;
  return (
    <div
      ref={scrollRef}
      role="grid"
      tabIndex={0}
      data-focus-home
      aria-label={props.label}
      aria-rowcount={rows.length}
      aria-activedescendant={isSelectedThere ? idOf(selectedPosition) : undefined}
      {...guards}
      onKeyDown={onKeyDown}
      onClick={(event) => pickClicked(event, props)}
      onContextMenu={(event) => askForMenu(event, props)}
      className="@container h-full overflow-x-hidden overflow-y-scroll focus-visible:outline-offset-[-2px]"
    >
      <div role="presentation" className="relative w-full" style={{ height: rows.length * rowPx }}>
        {listRows(rows, first, end).map(({ row, index }) => (
          <div
            key={keepsPlaces ? index + shift : rows.keyOf(row)}
            role="presentation"
            data-position={index}
            data-row={rows.keyOf(row)}
            className="absolute inset-x-0 top-0 contain-strict"
            style={{ height: rowPx, transform: `translateY(${index * rowPx}px)` }}
          >
            {children(row, { id: idOf(index), position: index, isSelected: index === selectedPosition })}
          </div>
        ))}
      </div>
    </div>
  );
}
