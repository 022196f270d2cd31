import { CircleAlert, CircleCheck } from 'lucide-react';
import { describeError } from '../../texts/core-sentences';
import { t } from 'i18next';
import type { BatchChanges, DiskChange } from '../../../src/contract/changes';
import type { AppError } from '../../../src/contract/errors';
import { Notice } from '../feedback/notice';
import { shortenVersion } from '../../../src/contract/text/version';
import { formatBytes } from '../../texts/formatting';
import { Chip, type ChipTone } from '../chip';
import { Becomes, SubjectGroups } from './subject-groups';

const tones: Record<DiskChange['action'], ChipTone> = {
  ...{ add: 'green', enable: 'green', switch: 'accent', disable: 'amber', remove: 'red' },
};

/** Version, value or size: what it was, and what it became. */
function Way({ change }: { change: DiskChange }) {
  const { action, from, to, sizeBytes } = change;
  if (sizeBytes !== null) return <span className="tabular">{formatBytes(sizeBytes)}</span>;
  if (action !== 'switch') return <span className="font-mono">{shortenVersion(to ?? from ?? '')}</span>;
  return (
    <span className="min-w-0 font-mono break-all">
      <Becomes
        from={from === null ? t('changes.nothing') : shortenVersion(from)}
        to={to === null ? t('changes.nothing') : shortenVersion(to)}
      />
    </span>
  );
}

function ChangeRow({ change, title }: { change: DiskChange; title: string }) {
  const { name, action } = change;
  return (
    <li
      data-testid="disk-change"
      data-action={action}
      data-name={name}
      className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-border px-3 py-1 last:border-0"
    >
      <span className="min-w-24 flex-1 truncate selectable" title={name}>
        {title}
      </span>
      <span className="min-w-0 text-xs text-muted selectable">
        <Way change={change} />
      </span>
      <Chip tone={tones[action]}>{t(`changes.actions.${action}`)}</Chip>
    </li>
  );
}

interface DiskChangesProps {
  changes: readonly DiskChange[];
  /** The title of a pack, by what a record calls it. */
  nameOf: (name: string) => string;
}

/** What differs on disk from before, by what it is about. */
function DiskChanges({ changes, nameOf }: DiskChangesProps) {
  return (
    <SubjectGroups isPart {...{ changes, nameOf }}>
      {(change, title) => <ChangeRow key={`${change.name} ${change.action}`} change={change} title={title} />}
    </SubjectGroups>
  );
}

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
