import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef } from 'react';

const rowHeightPx = 56;

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
  rows: readonly T[];
  /** Begins the ids of rows; one list of a name at a time. */
  name: string;
  label: string;
  keyOf: (row: T) => string;
  selectedKey: string | null;
  handleRef: RefObject<RowListHandle | null>;
  /** The list goes back to its top whenever this is another one. */
  topWhen: unknown;
  onSelect: (row: T) => void;
  onOpen: (row: T) => void;
  /** One row of 56 px. */
  children: (row: T, place: RowPlace) => ReactNode;
}

const steps: Record<string, number> = {
  ...{ ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity },
};

function useListKeys<T>(props: RowListProps<T>, scrollTo: (position: number) => void) {
  const { rows, keyOf, selectedKey, onSelect, onOpen } = props;
  const move = (step: number): void => {
    const current = rows.findIndex((row) => keyOf(row) === selectedKey);
    const next = current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + step));
    const row = rows[next];
    if (row === undefined) return;
    onSelect(row);
    scrollTo(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Enter') {
      const row = rows.find((candidate) => keyOf(candidate) === selectedKey);
      if (row !== undefined) onOpen(row);
    } else return;
    event.preventDefault();
  };
  return { move, onKeyDown };
}

/** A long list moved through by keyboard: only the rows in sight exist, so twenty thousand scroll like twenty. */
export function RowList<T>(props: RowListProps<T>) {
  const { rows, name, keyOf, selectedKey, handleRef, topWhen, children } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeightPx,
    overscan: 3,
  });
  const { move, onKeyDown } = useListKeys(props, (position) => virtualizer.scrollToIndex(position));
  useImperativeHandle(handleRef, () => ({ move, focus: () => scrollRef.current?.focus() }));
  useEffect(() => {
    // The remembered offset: asking the element would lay the page out in the middle of a keystroke.
    if (virtualizer.scrollOffset) scrollRef.current?.scrollTo({ top: 0 });
  }, [topWhen, virtualizer]);
  const idOf = (position: number): string => `${name}-row-${position}`;
  const selectedPosition = rows.findIndex((row) => keyOf(row) === selectedKey);
  return (
    <div
      ref={scrollRef}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rows.length}
      aria-activedescendant={selectedPosition < 0 ? undefined : idOf(selectedPosition)}
      onKeyDown={onKeyDown}
      className="@container h-full overflow-x-hidden overflow-y-scroll focus-visible:outline-offset-[-2px]"
    >
      <div role="presentation" className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={keyOf(row)}
              role="presentation"
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {children(row, { id: idOf(index), position: index, isSelected: index === selectedPosition })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
