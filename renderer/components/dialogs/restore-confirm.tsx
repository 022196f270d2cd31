import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../../src/contract/errors';
import type { SnapshotChange } from '../../../src/contract/snapshots';
import { ChangeList } from '../changes/change-list';
import { ConfirmDialog, type ConfirmDialogProps } from './confirm-dialog';
import { FailureNotice } from '../feedback/failure-notice';

/** What a restore would change; undefined while it is compared. */
export interface RestorePlan {
  changes: readonly SnapshotChange[] | undefined;
  error: AppError | null;
  /** The title of a pack, by what a snapshot calls it. */
  nameOf: (name: string) => string;
}

function Preview({ changes, error, nameOf }: RestorePlan) {
  const { t } = useTranslation();
  if (error) return <FailureNotice title={t('snapshots.failedCompare')} error={error} />;
  if (!changes) return <p className="py-3 text-muted">{t('snapshots.comparing')}</p>;
  if (changes.length > 0) return <ChangeList changes={changes} nameOf={nameOf} />;
  return (
    <p className="flex items-center gap-2 py-3 text-muted">
      <CircleCheck aria-hidden size={15} className="text-green-text" />
      {t('snapshots.same')}
    </p>
  );
}

/** Everything a restore changes, shown before it is done. */
function RestorePreview(plan: RestorePlan) {
  const { t } = useTranslation();
  return (
    <div
      className="mt-4 max-h-80 min-h-24 overflow-y-auto"
      tabIndex={0}
      role="group"
      aria-label={t('snapshots.changes')}
    >
      <Preview {...plan} />
    </div>
  );
}

/** How many of the changes are work; some only say that something stays. */
function countWork({ changes = [] }: Pick<RestorePlan, 'changes'>): number {
  return changes.filter(({ action }) => action !== 'leave').length;
}

interface RestoreConfirmProps extends Omit<ConfirmDialogProps, 'tone' | 'isDisabled'> {
  plan: RestorePlan;
  /** What stands below the changes; `children` stand above them. */
  below?: ReactNode;
}

/** Asks before a restore is made, and lists what it changes. Where that is nothing it cannot be made. */
export function RestoreConfirm({ plan, below, children, ...dialogProps }: RestoreConfirmProps) {
  return (
    <ConfirmDialog {...dialogProps} tone="primary" isDisabled={countWork(plan) === 0}>
      {children}
      <RestorePreview {...plan} />
      {below}
    </ConfirmDialog>
  );
}
