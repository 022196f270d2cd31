import { shortenVersion } from '../../../src/contract/text/version';
import { Pin, SkipForward } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { askReason } from '../../state/acts/pack-questions';
import { releaseHold, skipUpdate } from '../../state/packs/holds';
import type { PackRecord } from '../../state/packs/pack-record';
import type { Review, ReviewHold, ReviewSkip } from './review-rows';
import { checkUpdatesAgain } from './update-review';
import { formatSentence } from '../../texts/core-sentences';

async function release(name: string): Promise<void> {
  if (await releaseHold(name)) await checkUpdatesAgain();
}

/** The version it stays at, and the one it stays away from. */
function HeldVersion({ record }: { record: PackRecord | undefined }) {
  const local = record?.local ?? null;
  if (local === null) return t('review.notInstalled');
  const latest = local.source === 'registry' ? (record?.latestVersion ?? null) : null;
  if (latest === null || latest === local.version) return shortenVersion(local.version);
  return t('review.heldVersion', { version: local.version, latest });
}

function HeldRow({ hold: { name, record, reason } }: { hold: ReviewHold }) {
  const title = record?.title ?? name;
  const words = reason === null ? t('review.pinned') : reason || t('review.noReason');
  return (
    <li
      data-testid="review-held"
      className="flex min-h-10 items-center gap-3 border-b border-border px-3 py-1 last:border-0"
    >
      <Pin aria-hidden size={13} className="shrink-0 text-violet-text" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="truncate font-medium">{title}</span>
          <span className="shrink-0 font-mono text-xs text-muted">
            <HeldVersion record={record} />
          </span>
        </span>
        <span title={words} className="block truncate text-sm text-muted">
          {words}
        </span>
      </span>
      {reason === '' && record !== undefined && (
        <Button
          size="small"
          tone="quiet"
          aria-label={t('review.addReasonOf', { name: title })}
          onClick={() => askReason([record])}
        >
          {t('holds.addReason')}
        </Button>
      )}
      {reason !== null && (
        <Button size="small" aria-label={t('review.releaseOf', { name: title })} onClick={() => void release(name)}>
          {t('review.release')}
        </Button>
      )}
    </li>
  );
}

function SkippedRow({ skip: { record, version } }: { skip: ReviewSkip }) {
  const { title } = record;
  return (
    <li
      data-testid="review-skipped"
      className="flex min-h-10 items-center gap-3 border-b border-border px-3 py-1 last:border-0"
    >
      <SkipForward aria-hidden size={13} className="shrink-0 text-faint" />
      <span className="flex min-w-0 flex-1 items-baseline gap-2">
        <span className="truncate font-medium">{title}</span>
        <span className="shrink-0 font-mono text-xs text-muted">{shortenVersion(version)}</span>
      </span>
      <Button
        size="small"
        aria-label={t('review.offerOf', { name: title })}
        onClick={() => void skipUpdate(record, null)}
      >
        {t('review.offer')}
      </Button>
    </li>
  );
}

/** What the review leaves out, and why. */
export function ReviewAside({ review: { held, failed, skipped } }: { review: Review }) {
  return (
    <>
      {held.length > 0 && (
        <section className="mt-4">
          <h3 className="text-sm font-medium text-muted">{t('review.held')}</h3>
          <ul className="mt-1.5 rounded-control border border-border">
            {held.map((hold) => (
              <HeldRow key={hold.name} hold={hold} />
            ))}
          </ul>
        </section>
      )}
      {skipped.length > 0 && (
        <section className="mt-4">
          <h3 className="text-sm font-medium text-muted">{t('review.skipped')}</h3>
          <ul className="mt-1.5 rounded-control border border-border">
            {skipped.map((skip) => (
              <SkippedRow key={skip.record.key} skip={skip} />
            ))}
          </ul>
        </section>
      )}
      {failed.length > 0 && (
        <section className="mt-4">
          <h3 className="text-sm font-medium text-muted">{t('review.unknown')}</h3>
          <ul className="mt-1.5 rounded-control border border-amber-border bg-amber-tint">
            {failed.map(({ name, reason }) => (
              <li key={name} className="border-b border-amber-border px-3 py-1.5 last:border-0">
                <span className="font-medium">{name}</span>
                <span className="block text-sm break-words text-soft selectable">{formatSentence(reason)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
