import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../../src/contract/errors';
import type { SnapshotPlan } from '../../../src/contract/snapshots';
import { Difference } from '../changes/difference';
import { ConfirmDialog, type ConfirmDialogProps } from './confirm-dialog';
import { FailureNotice } from '../feedback/failure-notice';

/** What a restore would change; undefined while it is compared. */
export interface RestorePlan {
  plan: Pick<SnapshotPlan, 'changes' | 'stays'> | undefined;
  error: AppError | null;
  /** The title of a pack, by what a snapshot calls it. */
  nameOf: (name: string) => string;
}

function Preview({ plan, error, nameOf }: RestorePlan) {
  if (error) return <FailureNotice title={t('snapshots.failedCompare')} error={error} />;
  if (!plan) return <p className="py-3 text-muted">{t('snapshots.comparing')}</p>;
  return <Difference {...plan} nameOf={nameOf} />;
}

/** Everything a restore changes, shown before it is done. */
function RestorePreview(plan: RestorePlan) {
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
function countWork({ plan }: Pick<RestorePlan, 'plan'>): number {
  return plan?.changes.filter(({ action }) => action !== 'leave').length ?? 0;
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
