import { Box, Star } from 'lucide-react';
import { memo } from 'react';
import type { Machine } from '../../../src/contract/library/pack-needs';
import { Avatar } from '../../components/avatar';
import { Button } from '../../components/button';
import { Chip } from '../../components/chip';
import { classNames } from '../../components/class-names';
import { CheckCell } from '../../components/rows/check-cell';
import type { MenuAnchor } from '../../components/menus/menu-anchor';
import { MenuCell } from '../../components/rows/menu-cell';
import { lockOf } from '../../components/lock';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { findRefusal, type PackRefusals } from '../../state/packs/pack-refusals';
import { formatExact, formatShortCount, formatWhen } from '../../texts/formatting';
import { PackBusy } from '../pack-busy';
import { usePackSelection } from '../../state/packs/pack-selection';
import { requestPack } from '../../state/packs/request-pack';
import { readOffer, readProblem, readStatus, type RowOffer } from '../row-facts';
import type { RowWords } from '../row-words';
import { StatusChip } from '../status-chip';
import { VersionCell } from './version-cell';

// The picture that nearly every row has, made once.
const star = <Star aria-hidden size={12} />;

// The title comes before empty columns where there is little room, and beside open details before what they say as well (`.pack-row` in app.css).
const actionCellClass =
  'pack-action flex w-59 shrink-0 items-center @max-[700px]:w-auto @max-[700px]:gap-1.5 group-data-details/list:@max-[1000px]:w-34 group-data-details/list:@max-[420px]:w-auto';

interface CellProps {
  record: PackRecord;
  activity: PackActivity | undefined;
  words: RowWords;
}

/** What the pack does; of one that is a problem, why. */
function SecondLine({ record, activity, words }: CellProps) {
  const problem = readProblem(record, activity);
  if (problem !== null) {
    const why = words.describeProblem(problem);
    return (
      <div title={why} data-testid="pack-problem" className="truncate text-red-text">
        {why}
      </div>
    );
  }
  return (
    <div className={classNames('truncate', record.description === '' && 'text-faint')}>
      {record.description || (record.isListed ? words.noDescription : words.notListed)}
    </div>
  );
}

function FavouriteMark({ label }: { label: string }) {
  return (
    <Star
      role="img"
      aria-label={label}
      data-testid="pack-favourite"
      size={12}
      className="shrink-0 self-center fill-amber-text text-amber-text"
    />
  );
}

interface TitleProps extends CellProps {
  matchedClass: string | null;
  isFavourite: boolean;
}

function TitleCell({ record, activity, matchedClass, isFavourite, words }: TitleProps) {
  return (
    <div role="gridcell" className="pack-title min-w-0 flex-1">
      <div className="flex items-baseline gap-2">
        {isFavourite && <FavouriteMark label={words.favourite} />}
        <span
          title={record.title}
          className={classNames('truncate font-medium', record.state === 'disabled' && 'text-muted')}
        >
          {record.title}
        </span>
        <span className="max-w-[40%] shrink-0 truncate text-sm text-faint group-data-details/list:@max-[1000px]:hidden @max-[700px]:hidden">
          {record.author}
        </span>
      </div>
      {/* A line that is no flex box is not measured before it is laid out, and nearly every row has only the one text. */}
      <div
        className={classNames('h-5 text-sm leading-5 text-muted', matchedClass !== null && 'flex items-center gap-1.5')}
      >
        {matchedClass !== null && (
          <Chip tone="accent" icon={<Box aria-hidden size={11} />}>
            {words.provides} <span className="font-mono">{matchedClass}</span>
          </Chip>
        )}
        <SecondLine record={record} activity={activity} words={words} />
      </div>
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
        className="hidden w-14 shrink-0 items-center gap-1 text-sm text-faint tabular @min-[940px]:flex"
      >
        {hasStars && star}
        {hasStars && formatShortCount(stars)}
      </div>
      <div
        role="gridcell"
        // Written for whoever points at it: no start waits for a format that nobody reads, and another pack may have come to this place.
        onPointerMove={({ currentTarget }) => {
          currentTarget.title = updatedAtMs === null ? '' : formatExact(updatedAtMs);
        }}
        className="hidden w-21 shrink-0 truncate text-sm text-faint tabular @min-[860px]:block"
      >
        {updatedAtMs !== null && formatWhen(updatedAtMs, nowMs)}
      </div>
    </>
  );
}

interface ActionCellProps extends CellProps {
  machine: Machine;
  isLacking: boolean;
  refusals: PackRefusals;
  tabIndex: number;
}

interface OfferProps extends Omit<ActionCellProps, 'activity' | 'machine' | 'isLacking'> {
  offer: Exclude<RowOffer, null>;
}

function OfferButton({ record, offer, refusals, tabIndex, words }: OfferProps) {
  const { icon, title } = lockOf(findRefusal(refusals, record, { kind: offer }));
  return (
    <Button
      size="small"
      tone={offer === 'update' ? 'tinted' : 'plain'}
      tabIndex={tabIndex}
      data-testid="pack-primary"
      aria-label={words.offersOf[offer](record.title)}
      className="w-25 @max-[420px]:w-auto @max-[420px]:px-2 group-data-details/list:@max-[1000px]:hidden"
      icon={icon}
      title={title ?? words.offerHints.get(offer)}
      onClick={() => void requestPack(record, { kind: offer })}
    >
      {words.offers[offer]}
    </Button>
  );
}

function ActionCell({ activity, machine, isLacking, ...props }: ActionCellProps) {
  const { record, tabIndex } = props;
  if (activity && activity.phase !== 'failed') {
    return (
      <div role="gridcell" className={actionCellClass}>
        <PackBusy key={record.key} activity={activity} name={record.title} tabIndex={tabIndex} />
      </div>
    );
  }
  const offer = readOffer(record);
  return (
    <div role="gridcell" className={actionCellClass}>
      <span
        data-testid="pack-status"
        className="flex w-34 shrink-0 items-center group-data-details/list:@max-[1000px]:w-auto @max-[700px]:w-auto @max-[420px]:[&_.truncate]:sr-only"
      >
        <StatusChip status={readStatus(record, activity, { machine, isLacking })} />
      </span>
      {offer && <OfferButton {...props} offer={offer} />}
    </div>
  );
}

interface PackRowProps {
  record: PackRecord;
  machine: Machine;
  words: RowWords;
  refusals: PackRefusals;
  activity: PackActivity | undefined;
  matchedClass: string | null;
  isFavourite: boolean;
  /** The environment lacks something that it asks for. */
  isLacking: boolean;
  position: number;
  isSelected: boolean;
  nowMs: number;
  id: string;
  /** Checks or unchecks it, or everything between the last check and it. */
  onCheck: (record: PackRecord, how: 'toggle' | 'range') => void;
  onMenu: (record: PackRecord, anchor: MenuAnchor) => void;
}

function PackRowContent(props: PackRowProps) {
  const { record, words, activity, isSelected } = props;
  const tabIndex = isSelected ? 0 : -1;
  const isChecked = usePackSelection(({ keys }) => keys.has(record.key));
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.position + 1}
      aria-selected={isSelected}
      data-testid="pack-row"
      data-key={record.key}
      data-state={record.state}
      className={classNames(
        'pack-row group/row relative flex h-14 items-center gap-3 border-b border-border pr-2 pl-10 @max-[420px]:[&>.avatar]:hidden',
        isSelected ? 'bg-selected' : 'hover:bg-hover has-[[aria-checked=true]]:bg-accent-tint',
      )}
    >
      <CheckCell
        isChecked={isChecked}
        tabIndex={tabIndex}
        label={words.check(record.title)}
        testId="pack-check"
        onCheck={(how) => props.onCheck(record, how)}
      />
      <Avatar id={record.key} title={record.title} isMine={record.local !== null} />
      <TitleCell
        record={record}
        activity={activity}
        matchedClass={props.matchedClass}
        isFavourite={props.isFavourite}
        words={words}
      />
      <VersionCell record={record} words={words} />
      <FactCells record={record} nowMs={props.nowMs} />
      <ActionCell
        record={record}
        activity={activity}
        machine={props.machine}
        isLacking={props.isLacking}
        refusals={props.refusals}
        tabIndex={tabIndex}
        words={words}
      />
      <MenuCell
        label={words.more(record.title)}
        tabIndex={tabIndex}
        onMenu={(anchor) => props.onMenu(record, anchor)}
      />
    </div>
  );
}

/** One pack, 56 px high, whatever happens to it. */
export const PackRow = memo(PackRowContent);
