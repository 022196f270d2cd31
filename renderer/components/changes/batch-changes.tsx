import { CircleAlert, CircleCheck } from 'lucide-react';
import { describeError } from '../../texts/core-sentences';
import { t } from 'i18next';
import type { BatchChanges } from '../../../src/contract/changes';
import type { AppError } from '../../../src/contract/errors';
import { DiskChanges } from './disk-changes';
import { Notice } from '../feedback/notice';

interface BatchChangesListProps {
  /** Undefined while it is read. */
  changes: BatchChanges | undefined;
  error: AppError | null;
  onRetry: () => void;
  /** The title of a pack, by what a record calls it. */
  nameOf: (name: string) => string;
}

/** What a batch changed on disk, or why nobody can say. */
export function BatchChangesList({ changes, error, onRetry, nameOf }: BatchChangesListProps) {
  // The record is written when the queue has come to its end.
  if (error?.code === 'history-not-found') return <p className="py-1 text-sm text-muted">{t('changes.notYet')}</p>;
  if (error) {
    return (
      <Notice
        tone="red"
        icon={<CircleAlert size={16} />}
        title={t('changes.failedTitle')}
        onRetry={onRetry}
        {...describeError(error)}
      />
    );
  }
  if (!changes) return <p className="py-1 text-sm text-muted">{t('changes.loading')}</p>;
  if (!changes.isKnown) return <p className="py-1 text-sm text-muted">{t('changes.unknown')}</p>;
  if (changes.changes.length > 0) return <DiskChanges changes={changes.changes} nameOf={nameOf} />;
  return (
    <p className="flex items-center gap-2 py-1 text-sm text-muted">
      <CircleCheck aria-hidden size={14} className="text-green-text" />
      {t('changes.none')}
    </p>
  );
}
