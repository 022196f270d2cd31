import { shortenVersion } from '../../../src/contract/text/version';
import type { NodesUnknown } from '../../../src/contract/packs/pack-details';
import type { EditedFiles } from '../../../src/contract/packs/pack-params';
import type { RehearsedPack } from '../../../src/contract/library/rehearsal';
import { ArrowRight, ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import { classNames } from '../../components/class-names';
import { ChoiceField } from '../../components/form/choice-field';
import { CheckBox } from '../../components/form/check-box';
import { Button } from '../../components/button';
import { holdPack, skipUpdate } from '../../state/packs/holds';
import { listMarks, type Mark, useRisk } from '../verdict/verdict';
import { Verdict } from '../verdict/verdict-marks';
import type { ReviewRow } from './review-rows';
import { useNow } from '../../hooks/use-now';
import { formatWhen } from '../../texts/formatting';
import { hasSeenNodes } from './trial';
import { TrialMark } from './update-review-trial';
import type { EditChoices } from './use-edit-choices';
import { ReviewChanges } from './update-review-changes';

const refreshTimesMs = 60_000;

/** What every row of the review has. */
interface LineProps {
  name: string;
  from: string;
  to: string;
  isChecked: boolean;
  /** The queue is at work on it. */
  isBusy?: boolean;
  onToggle: () => void;
  /** Whether what it brings is shown below. */
  isOpen: boolean;
  onOpen: () => void;
  /** The second line: what differs from the usual. Its room is there before anything is known, and what is longer is read in the open row. */
  children: ReactNode;
}

/** From what to what, with the box that takes it in. */
export function Line({ name, from, to, isChecked, isBusy = false, onToggle, isOpen, onOpen, children }: LineProps) {
  return (
    <div className="flex min-h-14 items-center gap-3 py-1.5 pr-2 pl-3 max-[559px]:flex-wrap max-[559px]:gap-y-1">
      <div className="min-w-0 flex-1 max-[559px]:basis-full">
        <label className="flex items-center gap-3">
          <CheckBox
            isChecked={isChecked && !isBusy}
            disabled={isBusy}
            onChoose={onToggle}
            aria-label={t('review.check', { name })}
          />
          <span title={name} className="min-w-0 flex-1 truncate font-medium">
            {name}
          </span>
        </label>
        <div className={classNames('min-h-5 pl-7 text-sm leading-5', isOpen ? 'break-words' : 'truncate')}>
          {children}
        </div>
      </div>
      <span className="flex w-40 shrink-0 items-center justify-end gap-1 font-mono text-xs max-[559px]:ml-7 max-[559px]:w-auto">
        <span className="truncate text-muted">{shortenVersion(from)}</span>
        <ArrowRight aria-hidden size={11} className="shrink-0 text-faint" />
        <span className="max-w-24 shrink-0 truncate text-accent-text">{shortenVersion(to)}</span>
      </span>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={t('review.changesOf', { name })}
        onClick={onOpen}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-text max-[559px]:ml-auto"
      >
        <ChevronRight aria-hidden size={15} className={classNames('transition-transform', isOpen && 'rotate-90')} />
      </button>
    </div>
  );
}

interface PackReviewRowProps {
  row: ReviewRow;
  isBusy: boolean;
  /** Whether it is asked what to look at before the row is opened. */
  isRequested: boolean;
  isChecked: boolean;
  /** What a trial said of it. */
  tried: RehearsedPack | undefined;
  edits: EditChoices;
  onToggle: () => void;
}

const choices = ['keep', 'carry', 'replace'] as const satisfies readonly EditedFiles[];

/** What becomes of edited files. */
function EditChoice({ row, isBusy, edits }: { row: ReviewRow; isBusy: boolean; edits: EditChoices }) {
  return (
    <ChoiceField
      label={t('review.edits.name', { name: row.record.title })}
      value={edits.of(row)}
      options={choices.map((value) => ({ value, label: t(`review.edits.${value}`) }))}
      isDisabled={isBusy}
      onChoose={(value) => edits.choose(row, choices.find((one) => one === value) ?? 'keep')}
    />
  );
}

/** What is decided about one update beside its box. */
function Acts({ row, isBusy }: Pick<PackReviewRowProps, 'row' | 'isBusy'>) {
  const { record, to } = row;
  return (
    <>
      <Button
        size="small"
        disabled={isBusy}
        title={t('review.skipHint')}
        aria-label={t('review.skipOf', { name: record.title })}
        onClick={() => void skipUpdate(record, to)}
      >
        {t('review.skip')}
      </Button>
      <Button
        size="small"
        disabled={isBusy}
        aria-label={t('review.holdOf', { name: record.title })}
        onClick={() => void holdPack(record, '')}
      >
        {t('review.hold')}
      </Button>
    </>
  );
}

interface SaysProps extends Pick<PackReviewRowProps, 'row' | 'isBusy' | 'tried'> {
  marks: readonly Mark[];
  nodesUnknown: NodesUnknown | null;
}

/** What a trial said of it and what differs from the usual; where that is nothing, when it came. */
function Says({ row: { record, kind }, isBusy, tried, marks, nodesUnknown }: SaysProps) {
  const nowMs = useNow(refreshTimesMs);
  if (isBusy) return <span className="text-faint">{t('review.queued')}</span>;
  if (tried === undefined && marks.length === 0) {
    // The catalogue's date is that of the newest release; of a commit nobody has asked yet.
    const atMs = kind === 'registry' ? record.updatedAtMs : null;
    return <span className="text-faint">{atMs === null ? t('states.git') : formatWhen(atMs, nowMs)}</span>;
  }
  return (
    <>
      {tried !== undefined && <TrialMark pack={tried} />}
      {tried !== undefined && marks.length > 0 && ' · '}
      <Verdict marks={marks} nodesUnknown={nodesUnknown} />
    </>
  );
}

/** A pack with something newer: from what to what, what differs from the usual, and once it is opened all that it brings. */
export function PackReviewRow({ row, isBusy, isRequested, isChecked, tried, edits, onToggle }: PackReviewRowProps) {
  const [isOpen, setOpen] = useState(false);
  const { record, from, to } = row;
  const { data, error } = useRisk(row, isRequested || isOpen);
  const isTried = hasSeenNodes(tried);
  const marks = listMarks(row, error ? null : data, isTried).filter(({ kind }) => kind !== 'changedUnused');
  return (
    <li data-testid="review-row" data-key={row.key} className="border-b border-border last:border-0">
      <Line {...{ from, to, isBusy, isChecked, onToggle, isOpen }} name={record.title} onOpen={() => setOpen(!isOpen)}>
        <Says {...{ row, isBusy, tried, marks }} nodesUnknown={data?.nodesUnknown ?? null} />
      </Line>
      {isOpen && (
        <div className="border-t border-border bg-panel">
          <div className="flex flex-wrap items-center gap-2 pt-2 pr-3 pl-10">
            {marks.some((mark) => mark.kind === 'edited') && <EditChoice {...{ row, isBusy, edits }} />}
            <Acts row={row} isBusy={isBusy} />
          </div>
          <ReviewChanges packKey={record.local?.key ?? row.key} to={to} />
        </div>
      )}
    </li>
  );
}
