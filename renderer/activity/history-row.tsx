import { Bookmark, FileInput } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { Chip } from '../components/chip';
import { classNames } from '../components/class-names';
import { CountWords } from '../components/feedback/count-words';
import { OutcomeIcon } from '../components/feedback/outcome-icon';
import { UndoneChip } from '../components/undone-chip';
import type { RowPlace } from '../components/rows/row-list';
import type { FindPack } from '../state/packs/pack-index';
import { describeWarnings } from '../texts/core-sentences';
import { formatExact, formatMoment, formatSince } from '../texts/formatting';
import { describeFailure } from '../texts/policy-words';
import { titleOfSnapshot } from '../texts/snapshot-title';
import { useDayWords } from '../hooks/day-words';
import type { HistoryEntry } from '../state/queue/history-entries';
import type { HistoryRow } from './history-rows';
import type { RowAct } from './row-acts';
import { wordResult } from './result-words';
import { titleOfEntry } from '../state/packs/batch-words';
import { IconButton } from '../components/icon-button';
import { useAct } from './use-act';

interface RowActButtonProps {
  /** What is likeliest to be done; undefined where nothing can be. */
  act: RowAct | undefined;
  /** The day that the row is the head of; null for other rows. */
  dayMs: number | null;
  isSelected: boolean;
}

/** Quiet: to be seen where the pointer is, in the row that the keyboard is on, and where it has the focus itself. */
const shownClass = classNames(
  'opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100',
  '[[role=grid]:focus-visible_[aria-selected=true]_&]:opacity-100',
);

function ActButton({ act, dayMs, isSelected }: RowActButtonProps & { act: RowAct }) {
  const dayWords = useDayWords();
  const { icon: Icon, label, isBusy, run } = useAct(act, dayMs === null ? null : dayWords(dayMs));
  return (
    <IconButton
      isCompact
      side="left"
      data-testid="row-act"
      label={label}
      icon={<Icon size={15} />}
      disabled={isBusy}
      // Of a long list the Tab key goes only into the row that the list is on.
      tabIndex={isSelected ? 0 : -1}
      className={classNames(shownClass, 'hover:bg-pressed')}
      onClick={run}
    />
  );
}

/** What is done most with a row, in a place that it has whether there is something to do or not: nothing beside it moves. */
function RowActButton({ act, ...props }: RowActButtonProps) {
  return (
    <span role="gridcell" className="size-7 shrink-0">
      {act !== undefined && <ActButton act={act} {...props} />}
    </span>
  );
}

/** Why the first task of an entry that failed did, in one line; null where none did. */
function readReason({ tasks }: HistoryEntry): string | null {
  const failed = tasks.find(({ result }) => result === 'failed');
  if (failed === undefined) return null;
  const outcome = failed.item?.outcome;
  const why = outcome?.status === 'failed' ? describeFailure(outcome.error).cause : failed.error;
  return why?.split('\n')[0] || t('activity.statuses.failed');
}

/** The first thing that a person must know of what was done; undefined where there is nothing. */
function firstWarning({ tasks }: HistoryEntry): string | undefined {
  return describeWarnings(...tasks.map(({ item }) => item?.outcome))[0];
}

/** What the one task of an entry said of itself; empty where there are several, or where it said nothing. */
function loneResult({ tasks: [task, ...others] }: HistoryEntry): string {
  return task?.item && others.length === 0 ? wordResult(task.item) : '';
}

/** The news of an entry in one line: why it failed, what was left, what was done, or how much that changed. */
function SecondLine({ entry }: { entry: HistoryEntry }) {
  const reason = readReason(entry);
  const warning = firstWarning(entry);
  if (reason !== null) return <span className="text-red-text">{reason}</span>;
  if (warning !== undefined) return <span className="text-amber-text">{warning}</span>;
  if (entry.status === 'skipped') return <>{t('activity.statuses.skipped')}</>;
  const result = loneResult(entry);
  if (result !== '') return <>{result}</>;
  return <CountWords counts={entry.batch?.counts ?? null} />;
}

function Marks({ entry }: { entry: HistoryEntry }) {
  if (entry.isCarried) {
    return (
      <Chip tone="neutral" icon={<FileInput aria-hidden size={12} />}>
        {t('activity.carried')}
      </Chip>
    );
  }
  if (entry.batch?.undo.state !== 'taken-back') return null;
  return <UndoneChip stays={entry.batch.undo.stays} />;
}

function Entry({ entry, findPack, button }: { entry: HistoryEntry; findPack: FindPack; button: ReactNode }) {
  const title = titleOfEntry(findPack, entry);
  return (
    <>
      <OutcomeIcon status={entry.status} />
      <span role="gridcell" className="min-w-0 flex-1">
        <span className="block truncate font-medium" title={title}>
          {title}
        </span>
        <span className="block truncate text-sm text-muted tabular">
          <SecondLine entry={entry} />
        </span>
      </span>
      <Marks entry={entry} />
      {button}
      <span title={formatExact(entry.endedMs)} className="w-12 shrink-0 text-right text-sm text-faint tabular">
        {formatSince(entry.endedMs, entry.endedMs)}
      </span>
    </>
  );
}

function Content({ row, findPack, button }: { row: HistoryRow; findPack: FindPack; button: ReactNode }) {
  const dayWords = useDayWords();
  if (row.kind === 'entry') return <Entry entry={row.entry} findPack={findPack} button={button} />;
  if (row.kind === 'day') {
    return (
      <>
        <span role="gridcell" className="min-w-0 flex-1 self-end pb-1.5 text-sm font-medium text-muted">
          {dayWords(row.timeMs)}
        </span>
        {button}
      </>
    );
  }
  return (
    <>
      <Bookmark aria-hidden size={14} className="mx-px shrink-0 text-accent-text" />
      <span role="gridcell" className="min-w-0 flex-1 truncate text-soft" title={formatMoment(row.timeMs)}>
        {t('activity.savedSnapshot', { name: titleOfSnapshot(row.name) })}
      </span>
    </>
  );
}

interface HistoryRowProps extends RowPlace {
  row: HistoryRow;
  /** What can be done from it, the likeliest first. */
  acts: readonly RowAct[];
  findPack: FindPack;
}

/** A row of the history: two lines for what was done, one for a day or a snapshot. */
export function HistoryRowContent({ row, acts, findPack, id, position, isSelected }: HistoryRowProps) {
  const status = row.kind === 'entry' ? row.entry.status : undefined;
  const dayMs = row.kind === 'day' ? row.timeMs : null;
  const button = <RowActButton act={acts[0]} dayMs={dayMs} isSelected={isSelected} />;
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={position + 1}
      aria-selected={isSelected}
      data-testid="history-row"
      data-kind={row.kind}
      data-key={row.key}
      data-status={status}
      className={classNames(
        'group flex h-full items-center gap-2.5 border-b border-border px-4 transition-colors',
        isSelected ? 'bg-selected' : row.kind !== 'day' && 'hover:bg-hover',
      )}
    >
      <Content row={row} findPack={findPack} button={button} />
    </div>
  );
}
