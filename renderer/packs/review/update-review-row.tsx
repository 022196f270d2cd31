import { shortenVersion } from '../../../src/contract/text/version';
import type { RehearsedPack } from '../../../src/contract/library/rehearsal';
import { ArrowRight, ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckBox } from '../../components/form/check-box';
import { Button } from '../../components/button';
import { Chip } from '../../components/chip';
import { holdPack, skipUpdate } from '../../state/packs/holds';
import type { ReviewRow } from './review-rows';
import { useNow } from '../../hooks/use-now';
import { formatExact, formatWhen } from '../../texts/formatting';
import { ReviewMarks } from './update-review-marks';
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
  /** The kind as a chip, and the date. */
  facts: ReactNode;
  /** Opens what it brings; left out where nothing can be said. */
  opener?: ReactNode;
}

/** From what to what, with the box that takes it in. */
export function Line({ name, from, to, isChecked, isBusy = false, onToggle, facts, opener }: LineProps) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-11 items-center gap-3 px-3 py-1.5 max-[559px]:flex-wrap max-[559px]:gap-y-1">
      <label className="flex min-w-0 flex-1 items-center gap-3 max-[559px]:basis-full">
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
      <span className="flex w-36 shrink-0 items-center gap-1 font-mono text-xs max-[559px]:ml-7 max-[559px]:w-auto">
        <span className="truncate text-muted">{shortenVersion(from)}</span>
        <ArrowRight aria-hidden size={11} className="shrink-0 text-faint" />
        <span className="max-w-24 shrink-0 truncate text-amber-text">{shortenVersion(to)}</span>
      </span>
      {facts}
      <span className="flex w-24 shrink-0 justify-end max-[559px]:ml-auto max-[559px]:w-auto">{opener}</span>
    </div>
  );
}

/** Where updates of it come from. */
export function KindChip({ kind }: { kind: 'registry' | 'git' }) {
  const { t } = useTranslation();
  return (
    <span className="flex w-18 shrink-0">
      <Chip tone={kind === 'git' ? 'violet' : 'neutral'}>{t(`review.kinds.${kind}`)}</Chip>
    </span>
  );
}

/** Opens what a row brings. */
export function ChangesOpener({ name, isOpen, onToggle }: { name: string; isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-label={t('review.changesOf', { name })}
      onClick={onToggle}
      className="inline-flex h-7 items-center gap-1 rounded-control px-1.5 text-sm text-muted hover:bg-hover hover:text-text"
    >
      {t('review.changes')}
      {isOpen ? <ChevronDown aria-hidden size={14} /> : <ChevronRight aria-hidden size={14} />}
    </button>
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

/** A pack with something newer: from what to what, and what that changes once it is opened. */
export function PackReviewRow({ row, isBusy, isRequested, isChecked, tried, edits, onToggle }: PackReviewRowProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const nowMs = useNow(refreshTimesMs);
  const { record, kind, from, to } = row;
  // The catalogue's date is that of the newest release; of a commit nobody has asked yet.
  const atMs = kind === 'registry' ? record.updatedAtMs : null;
  const facts = (
    <>
      <KindChip kind={kind} />
      <span
        title={atMs === null ? undefined : formatExact(atMs)}
        className="hidden w-21 shrink-0 truncate text-sm text-faint tabular min-[800px]:block"
      >
        {isBusy ? t('review.queued') : atMs !== null && formatWhen(atMs, nowMs)}
      </span>
    </>
  );
  const isTried = hasSeenNodes(tried);
  const opener = <ChangesOpener name={record.title} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />;
  return (
    <li data-testid="review-row" data-key={row.key} className="border-b border-border last:border-0">
      <Line {...{ from, to, isBusy, isChecked, onToggle, facts, opener }} name={record.title} />
      {tried !== undefined && <TrialMark pack={tried} />}
      <div className="flex items-start gap-2 pr-3 pb-1.5 pl-10">
        <ReviewMarks {...{ row, isTried, isBusy, edits }} isRequested={isRequested || isOpen} />
        <Button
          size="small"
          tone="quiet"
          disabled={isBusy}
          title={t('review.skipHint')}
          aria-label={t('review.skipOf', { name: record.title })}
          onClick={() => void skipUpdate(record, to)}
        >
          {t('review.skip')}
        </Button>
        <Button
          size="small"
          tone="quiet"
          disabled={isBusy}
          aria-label={t('review.holdOf', { name: record.title })}
          onClick={() => void holdPack(record, '')}
        >
          {t('review.hold')}
        </Button>
      </div>
      {isOpen && <ReviewChanges packKey={record.local?.key ?? row.key} to={to} />}
    </li>
  );
}
