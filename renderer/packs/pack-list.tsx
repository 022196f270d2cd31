import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PackActivity } from '../state/pack-activity';
import type { PackQuery } from '../state/pack-query';
import type { PackRecord } from '../state/pack-record';
import { findMatchedClass } from '../state/pack-search';
import { useNow } from '../state/use-now';
import { PackRow } from './pack-row';

const rowHeightPx = 56;
const refreshTimesMs = 60_000;

/** Lets the search field move the selection while it keeps the cursor. */
export interface PackListHandle {
  move: (step: number) => void;
  focus: () => void;
}

interface PackListProps {
  rows: readonly PackRecord[];
  activities: ReadonlyMap<string, PackActivity>;
  /** The search as typed: says why a row is here. */
  query: PackQuery;
  selectedKey: string | null;
  handleRef: RefObject<PackListHandle | null>;
  onSelect: (record: PackRecord) => void;
  onOpen: (record: PackRecord) => void;
}

function rowId(position: number): string {
  return `pack-row-${position}`;
}

const steps: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
  Home: -Infinity,
  End: Infinity,
};

function useListKeys({ rows, selectedKey, onSelect, onOpen }: PackListProps, scrollTo: (position: number) => void) {
  const move = (step: number): void => {
    const current = rows.findIndex((row) => row.key === selectedKey);
    const next = current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + step));
    const record = rows[next];
    if (!record) return;
    onSelect(record);
    scrollTo(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Enter') {
      const record = rows.find((row) => row.key === selectedKey);
      if (record) onOpen(record);
    } else return;
    event.preventDefault();
  };
  return { move, onKeyDown };
}

/** The list of packs: only the rows in sight exist, so twenty thousand scroll like twenty. */
export function PackList(props: PackListProps) {
  const { rows, activities, query, selectedKey, handleRef, onOpen } = props;
  const { t } = useTranslation();
  const nowMs = useNow(refreshTimesMs);
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
  }, [query, virtualizer]);
  const selectedPosition = rows.findIndex((row) => row.key === selectedKey);
  return (
    <div
      ref={scrollRef}
      role="grid"
      tabIndex={0}
      aria-label={t('packs.list')}
      aria-rowcount={rows.length}
      aria-activedescendant={selectedPosition < 0 ? undefined : rowId(selectedPosition)}
      onKeyDown={onKeyDown}
      className="@container h-full overflow-x-hidden overflow-y-scroll focus-visible:outline-offset-[-2px]"
    >
      <div role="presentation" className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const record = rows[index];
          if (!record) return null;
          return (
            <div
              key={record.key}
              role="presentation"
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <PackRow
                id={rowId(index)}
                record={record}
                activity={activities.get(record.key)}
                matchedClass={findMatchedClass(record, query)}
                position={index}
                isSelected={record.key === selectedKey}
                nowMs={nowMs}
                onPick={onOpen}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
