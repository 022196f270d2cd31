import { CircleCheck, CircleDot } from 'lucide-react';
import { Fragment } from 'react';
import { t } from 'i18next';
import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import { ChipRow } from '../components/chip-row';
import { FilterChip } from '../components/filter-chip';
import { dayOf, useDayWords } from '../hooks/day-words';
import { scrollRef } from '../hooks/saved-scroll';
import { useNow } from '../hooks/use-now';
import { type SnapshotFilter, snapshotFilters } from '../navigation/filters';
import { go, useLocation } from '../navigation/location-store';
import { type SnapshotOverview, useSnapshotOverview } from '../state/snapshots/snapshot-queries';
import { formatCount } from '../texts/formatting';
import { useSnapshotMenu } from './snapshot-menu';
import { RowSign, SnapshotRow } from './snapshot-row';
import { isAsNow, useContentWords, useSnapshotTitles } from './snapshot-words';

const refreshTimesMs = 30_000;

function filterNames(names: readonly string[], filter: SnapshotFilter): readonly string[] {
  if (filter === 'all') return names;
  return names.filter((name) => readSnapshotName(name).isAutomatic === (filter === 'automatic'));
}

/** Whose snapshots are shown. */
function Filters({ names }: { names: readonly string[] }) {
  const filter = useLocation((state) => state.snapshotFilter);
  return (
    <div className="h-11 shrink-0 border-b border-border px-3">
      <ChipRow label={t('snapshots.filters.label')}>
        {snapshotFilters.map((one) => (
          <FilterChip
            key={one}
            label={t(`snapshots.filters.${one}`)}
            count={formatCount(filterNames(names, one).length)}
            isOn={one === filter}
            onChoose={() => go({ snapshotFilter: one })}
          />
        ))}
      </ChipRow>
    </div>
  );
}

/** What is there now, and which snapshot brings it back. */
function Now({ overview }: { overview: SnapshotOverview | undefined }) {
  const wordContents = useContentWords();
  const titleOf = useSnapshotTitles();
  const same = [...(overview?.byName.values() ?? [])].find(isAsNow);
  return (
    <li data-testid="snapshot-now" className="flex h-14 items-center gap-3 border-b border-border-strong bg-panel px-4">
      <RowSign>
        <CircleDot size={15} />
      </RowSign>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{t('snapshots.now')}</span>
        <span className="block truncate text-sm text-muted tabular">
          {overview?.now ? wordContents(overview.now) : <>&nbsp;</>}
        </span>
      </span>
      {overview !== undefined && (
        <span className="flex max-w-64 min-w-0 items-center gap-1.5 text-sm text-muted">
          {same !== undefined && <CircleCheck aria-hidden size={13} className="shrink-0 text-green-text" />}
          <span className="truncate">
            {same === undefined ? t('snapshots.nowUnsaved') : t('snapshots.nowSaved', { name: titleOf(same.name) })}
          </span>
        </span>
      )}
    </li>
  );
}

/** Names of one day, newest first; those without a time come last. */
function groupByDay(names: readonly string[]): [day: number | null, names: string[]][] {
  const days = new Map<number | null, string[]>();
  for (const name of names) {
    const { takenAtMs } = readSnapshotName(name);
    const day = takenAtMs === null ? null : dayOf(takenAtMs);
    days.set(day, [...(days.get(day) ?? []), name]);
  }
  return [...days].sort(([a], [b]) => (b ?? -1) - (a ?? -1));
}

interface SnapshotListProps {
  names: readonly string[];
  selected: string | null;
  onSelect: (name: string) => void;
}

/** What is there now, and below it the snapshots under the heads of their days. */
export function SnapshotList({ names, selected, onSelect }: SnapshotListProps) {
  const nowMs = useNow(refreshTimesMs);
  const dayWords = useDayWords();
  const titleOf = useSnapshotTitles();
  const filter = useLocation((state) => state.snapshotFilter);
  const overview = useSnapshotOverview().data;
  const menu = useSnapshotMenu();
  return (
    <div className="@container flex min-w-0 flex-1 flex-col">
      <Filters names={names} />
      <ul
        ref={scrollRef('snapshots')}
        aria-label={t('snapshots.list')}
        onContextMenu={menu.ask}
        className="min-h-0 flex-1 scroll-steady"
      >
        <Now overview={overview} />
        {groupByDay(filterNames(names, filter)).map(([day, ofDay]) => (
          <Fragment key={day}>
            <li className="flex h-9 items-end border-b border-border px-4 pb-1.5 text-sm font-medium text-muted">
              {day === null ? t('snapshots.undated') : dayWords(day)}
            </li>
            {ofDay.map((name) => (
              <SnapshotRow
                key={name}
                name={name}
                title={titleOf(name)}
                outline={overview?.byName.get(name)}
                nowMs={nowMs}
                isSelected={name === selected}
                onSelect={() => onSelect(name)}
              />
            ))}
          </Fragment>
        ))}
      </ul>
      {menu.shown}
    </div>
  );
}
