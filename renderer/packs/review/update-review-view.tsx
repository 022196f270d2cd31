import { CircleAlert, CircleCheck } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { Modal } from '../../components/modal';
import { Notice } from '../../components/feedback/notice';
import { ProgressRing } from '../../components/feedback/progress';
import { useComfyVersions } from '../../state/comfyui/comfy-queries';
import { useLocation } from '../../navigation/location-store';
import { composeReview, type Review, type ReviewRow } from './review-rows';
import { findNewerRelease } from '../../state/comfyui/newer-release';
import { checkUpdatesAgain, orderUpdates, stopUpdateCheck, useHolds, useUpdateCheck } from './update-review';
import { usePacks } from '../../state/packs/use-packs';
import { showReview } from '../../navigation/window-store';
import { formatCount, formatMoment, formatSentences } from '../../texts/formatting';
import { ReviewAside } from './update-review-aside';
import { ComfyReviewRow, PackReviewRow } from './update-review-row';

/** The name of ComfyUI among the keys of packs: no pack is called so, because of the blank. */
const comfyKey = ' comfyui';

type Check = ReturnType<typeof useUpdateCheck>;

/** What the check is doing, or what became of it. */
function CheckState({ check, asOf }: { check: Check; asOf: string | null }) {
  const { t } = useTranslation();
  if (check.isFetching) {
    return (
      <p role="status" className="flex h-9 items-center gap-2 text-muted">
        <ProgressRing fraction={null} label={t('review.checking')} />
        {t('review.checking')}
      </p>
    );
  }
  if (!check.error) return null;
  const date = asOf === null ? '' : t('review.asOf', { date: formatMoment(Date.parse(asOf)) });
  return (
    <Notice
      isAlert
      tone="amber"
      icon={<CircleAlert size={16} />}
      title={t('review.failed')}
      text={check.error.message}
      remedy={formatSentences(check.error.remedy, date)}
    >
      <Button size="small" onClick={() => void checkUpdatesAgain()}>
        {t('app.tryAgain')}
      </Button>
    </Notice>
  );
}

interface RowsProps {
  rows: readonly ReviewRow[];
  release: { from: string; to: string } | null;
  isChecked: (key: string) => boolean;
  onToggle: (key: string) => void;
}

function Rows({ rows, release, isChecked, onToggle }: RowsProps) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t('review.list')} className="mt-3 overflow-hidden rounded-control border border-border">
      {release && <ComfyReviewRow {...release} isChecked={isChecked(comfyKey)} onToggle={() => onToggle(comfyKey)} />}
      {rows.map((row) => (
        <PackReviewRow key={row.key} row={row} isChecked={isChecked(row.key)} onToggle={() => onToggle(row.key)} />
      ))}
    </ul>
  );
}

/** What is checked: every pack unless it was unchecked; ComfyUI, which is more than a pack, only when it was checked. */
function useChecks(rows: readonly ReviewRow[]) {
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const isChecked = (key: string): boolean => (key === comfyKey ? flipped.has(key) : !flipped.has(key));
  const toggle = (key: string): void =>
    setFlipped((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const setAll = (isOn: boolean): void =>
    setFlipped((before) => {
      const comfy = before.has(comfyKey) ? [comfyKey] : [];
      return new Set([...comfy, ...(isOn ? [] : rows.map(({ key }) => key))]);
    });
  return { isChecked, toggle, setAll };
}

function NothingNew({ check }: { check: Check }) {
  const { t } = useTranslation();
  if (check.isFetching || check.error) return null;
  return (
    <p className="flex items-center gap-2 py-4 text-muted">
      <CircleCheck aria-hidden size={15} className="text-green-text" />
      {t('review.none')}
    </p>
  );
}

function useReview(check: Check): { review: Review; release: RowsProps['release']; asOf: string | null } {
  const { packIndex, catalogue } = usePacks();
  const holds = useHolds().data;
  const releases = useComfyVersions().data;
  const review = useMemo(
    () => composeReview(packIndex, { found: check.error ? undefined : check.data, holds: holds ?? [] }),
    [packIndex, check.data, check.error, holds],
  );
  const newer = findNewerRelease(releases);
  const release = releases && newer !== null ? { from: releases.current, to: newer } : null;
  return { review, release, asOf: catalogue?.asOf ?? null };
}

function ReviewDialog() {
  const { t } = useTranslation();
  const check = useUpdateCheck();
  const { review, release, asOf } = useReview(check);
  const { isChecked, toggle, setAll } = useChecks(review.rows);
  const cancelRef = useRef<HTMLButtonElement>(null);
  useEffect(() => stopUpdateCheck, []);
  const chosen = review.rows.filter(({ key }) => isChecked(key));
  const isComfyChosen = release !== null && isChecked(comfyKey);
  const count = chosen.length + Number(isComfyChosen);
  const close = (): void => showReview(false);
  const order = (): void => {
    close();
    void orderUpdates(
      chosen.map(({ record }) => record),
      isComfyChosen,
    );
    useLocation.getState().go(isComfyChosen && chosen.length === 0 ? { place: 'activity' } : { place: 'packs' });
  };
  const isAll = chosen.length === review.rows.length;
  const footer = (
    <div className="flex items-center gap-2">
      {review.rows.length > 1 && (
        <Button tone="quiet" onClick={() => setAll(!isAll)}>
          {isAll ? t('review.checkNone') : t('review.checkAll')}
        </Button>
      )}
      <Button className="ml-auto" ref={cancelRef} onClick={close}>
        {t('review.cancel')}
      </Button>
      <Button tone="primary" data-testid="review-confirm" disabled={count === 0} onClick={order}>
        {t('review.confirm', { shown: formatCount(count) })}
      </Button>
    </div>
  );
  const isEmpty = review.rows.length === 0 && release === null;
  return (
    <Modal
      isOpen
      isWide
      title={t('review.title')}
      description={t('review.text')}
      focusRef={cancelRef}
      footer={footer}
      onClose={close}
    >
      <div data-testid="update-review" className="mt-3">
        <CheckState check={check} asOf={asOf} />
        {isEmpty ? (
          <NothingNew check={check} />
        ) : (
          <Rows rows={review.rows} release={release} isChecked={isChecked} onToggle={toggle} />
        )}
        <ReviewAside review={review} />
      </div>
    </Modal>
  );
}

/** Every update there is, with what it brings; only what is checked is queued, as one batch with one way back. */
export function UpdateReview() {
  return <ReviewDialog />;
}
