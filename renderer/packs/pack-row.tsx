import type { TFunction } from 'i18next';
import { ArrowRight, Box, MoreHorizontal, Star } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../components/avatar';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { classNames } from '../components/class-names';
import type { PackActivity } from '../state/pack-activity';
import type { PackRecord } from '../state/pack-record';
import { formatExact, formatShortCount, formatWhen } from '../texts/formatting';
import { BusyCell } from './busy-cell';
import { usePackCommands } from './pack-commands';
import { readOffer, readStatus, readVersion } from './row-facts';
import { StatusChip } from './status-chip';

interface CellProps {
  record: PackRecord;
  /** Handed down: twenty rows of cells would otherwise each subscribe to the language. */
  t: TFunction;
}

function TitleCell({ record, matchedClass, t }: CellProps & { matchedClass: string | null }) {
  return (
    <div role="gridcell" className="min-w-0 flex-1">
      <div className="flex items-baseline gap-2">
        <span title={record.title} className="truncate font-medium">
          {record.title}
        </span>
        <span className="max-w-[40%] shrink-0 truncate text-sm text-faint">{record.author}</span>
      </div>
      <div className="flex h-5 items-center gap-1.5 text-sm text-muted">
        {matchedClass !== null && (
          <Chip tone="accent" icon={<Box size={11} aria-label={t('packs.node')} />}>
            <span className="font-mono">{matchedClass}</span>
          </Chip>
        )}
        <span className={classNames('truncate', record.description === '' && 'text-faint')}>
          {record.description || (record.isListed ? t('packs.noDescription') : t('packs.notListed'))}
        </span>
      </div>
    </div>
  );
}

function VersionCell({ record }: { record: PackRecord }) {
  const { installed, available } = readVersion(record);
  return (
    <div
      role="gridcell"
      className="flex w-26 shrink-0 items-center gap-1 overflow-hidden font-mono text-xs text-soft @min-[960px]:w-38"
    >
      {installed !== null && <span className="truncate">{installed}</span>}
      {installed !== null && available !== null && <ArrowRight aria-hidden size={11} className="shrink-0 text-faint" />}
      {available !== null && (
        <span
          className={classNames(
            'truncate',
            available === 'nightly' ? 'text-violet-text' : installed === null ? 'text-muted' : 'text-amber-text',
          )}
        >
          {available}
        </span>
      )}
    </div>
  );
}

function FactCells({ record, nowMs }: { record: PackRecord; nowMs: number }) {
  const { stars, updatedAtMs } = record;
  const hasStars = stars !== null && stars >= 0;
  return (
    <>
      <div
        role="gridcell"
        className="hidden w-14 shrink-0 items-center gap-1 text-sm text-faint tabular @min-[900px]:flex"
      >
        {hasStars && <Star aria-hidden size={12} />}
        {hasStars && formatShortCount(stars)}
      </div>
      <div
        role="gridcell"
        title={updatedAtMs === null ? undefined : formatExact(updatedAtMs)}
        className="hidden w-21 shrink-0 truncate text-sm text-faint tabular @min-[760px]:block"
      >
        {updatedAtMs !== null && formatWhen(updatedAtMs, nowMs)}
      </div>
    </>
  );
}

interface ActionCellProps extends CellProps {
  activity: PackActivity | undefined;
  tabIndex: number;
}

function ActionCell({ record, activity, tabIndex, t }: ActionCellProps) {
  const { request } = usePackCommands();
  if (activity && activity.phase !== 'failed') {
    return (
      <div role="gridcell" className="flex w-48 shrink-0 items-center">
        <BusyCell activity={activity} name={record.title} tabIndex={tabIndex} />
      </div>
    );
  }
  const offer = readOffer(record);
  return (
    <div role="gridcell" className="flex w-48 shrink-0 items-center">
      <span className="flex w-26 items-center">
        <StatusChip status={readStatus(record, activity)} t={t} />
      </span>
      {offer && (
        <Button
          size="small"
          tone={offer === 'update' ? 'tinted' : 'plain'}
          tabIndex={tabIndex}
          data-testid="pack-primary"
          aria-label={t('actions.of', { action: t(`actions.${offer}`), name: record.title })}
          className="w-22"
          onClick={() => request(record, { kind: offer })}
        >
          {t(`actions.${offer}`)}
        </Button>
      )}
    </div>
  );
}

function MenuCell({ record, tabIndex, t }: CellProps & { tabIndex: number }) {
  const { openMenu } = usePackCommands();
  return (
    <div role="gridcell" className="shrink-0">
      <button
        type="button"
        aria-haspopup="menu"
        tabIndex={tabIndex}
        aria-label={t('packs.more', { name: record.title })}
        onClick={(event) => openMenu(record, event.currentTarget)}
        className="inline-flex size-7 items-center justify-center rounded-control text-muted transition-colors hover:bg-pressed hover:text-text"
      >
        <MoreHorizontal aria-hidden size={16} />
      </button>
    </div>
  );
}

interface PackRowProps {
  record: PackRecord;
  activity: PackActivity | undefined;
  matchedClass: string | null;
  position: number;
  isSelected: boolean;
  nowMs: number;
  id: string;
  onPick: (record: PackRecord) => void;
}

function PackRowContent(props: PackRowProps) {
  const { record, activity, isSelected, onPick } = props;
  const { t } = useTranslation();
  const tabIndex = isSelected ? 0 : -1;
  const pick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('button') === null) onPick(record);
  };
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.position + 1}
      aria-selected={isSelected}
      data-testid="pack-row"
      data-key={record.key}
      data-state={record.state}
      onClick={pick}
      className={classNames(
        'flex h-14 items-center gap-3 border-b border-border pr-2 pl-4',
        isSelected ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <Avatar id={record.key} title={record.title} />
      <TitleCell record={record} matchedClass={props.matchedClass} t={t} />
      <VersionCell record={record} />
      <FactCells record={record} nowMs={props.nowMs} />
      <ActionCell record={record} activity={activity} tabIndex={tabIndex} t={t} />
      <MenuCell record={record} tabIndex={tabIndex} t={t} />
    </div>
  );
}

/** One pack, 56 px high, whatever happens to it. */
export const PackRow = memo(PackRowContent);
