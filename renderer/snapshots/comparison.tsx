import type { UseQueryResult } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { t } from 'i18next';
import type { SnapshotChange, SnapshotPlan } from '../../src/contract/snapshots';
import { Button } from '../components/button';
import { Chip, type ChipTone } from '../components/chip';
import { Menu, MenuChoice } from '../components/menu';
import { FailureNotice } from '../components/feedback/failure-notice';
import { isTakenBefore } from '../../src/contract/text/snapshot-name';
import { usePackNames } from '../state/packs/task-words';
import { useRestorePlan, useSnapshotChanges } from '../state/snapshots/snapshot-queries';
import { useDelayed } from '../hooks/use-delayed';
import { Difference } from '../components/changes/difference';
import { formatCount } from '../texts/formatting';
import { useSnapshotTitles } from './snapshot-words';

/** Stands for what is on disk; no snapshot can be called so. */
const now = '';
/** Above this a menu is no longer a menu. */
const maxOffered = 40;

interface ComparedWithProps {
  name: string;
  others: readonly string[];
  value: string;
  onChoose: (value: string) => void;
}

function ComparedWith({ name, others, value, onChoose }: ComparedWithProps) {
  const titleOf = useSnapshotTitles();
  const offered = others.filter((other) => other !== name).slice(0, maxOffered);
  const options = [
    { value: now, label: t('snapshots.now') },
    ...offered.map((other) => ({ value: other, label: titleOf(other) })),
  ];
  const words = value === now ? t('snapshots.now') : titleOf(value);
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" data-testid="snapshot-compare" aria-label={t('snapshots.compareWith', { name: words })}>
          <span className="max-w-44 truncate">{words}</span>
          <ChevronDown aria-hidden size={12} />
        </Button>
      }
    >
      <MenuChoice value={value} options={options} onChoose={onChoose} />
    </Menu>
  );
}

const tones: Record<SnapshotChange['action'], ChipTone> = {
  ...{ install: 'green', enable: 'green', switch: 'accent', checkout: 'accent' },
  ...{ disable: 'amber', remove: 'red', leave: 'neutral' },
};
const actions = ['install', 'switch', 'checkout', 'enable', 'disable', 'remove', 'leave'] as const;

/** How many of each kind of change there are. */
function Tally({ changes }: { changes: readonly SnapshotChange[] }) {
  return (
    <ul aria-label={t('snapshots.changes')} data-testid="snapshot-tally" className="mb-3 flex flex-wrap gap-1.5">
      {actions.map((action) => {
        const { length } = changes.filter((change) => change.action === action);
        if (length === 0) return null;
        return (
          <li key={action}>
            <Chip tone={tones[action]}>{t(`snapshots.tally.${action}`, { shown: formatCount(length) })}</Chip>
          </li>
        );
      })}
    </ul>
  );
}

type Found = Pick<SnapshotPlan, 'changes'> & Partial<Pick<SnapshotPlan, 'stays'>>;

function Changes({ answer: { data, error, isPending, refetch } }: { answer: UseQueryResult<Found> }) {
  const nameOf = usePackNames();
  const isSlow = useDelayed(isPending);
  if (error) {
    return <FailureNotice title={t('snapshots.failedCompare')} error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <p className="text-muted">{isSlow ? t('snapshots.comparing') : ''}</p>;
  return (
    <>
      {data.changes.length > 0 && <Tally changes={data.changes} />}
      <Difference {...data} nameOf={nameOf} />
    </>
  );
}

/** From what is on disk back to the snapshot: what a restore would do. */
function AgainstNow({ name }: { name: string }) {
  return <Changes answer={useRestorePlan(name, false)} />;
}

function AgainstOther({ name, other }: { name: string; other: string }) {
  const [from, to] = isTakenBefore(name, other) ? [name, other] : [other, name];
  return <Changes answer={useSnapshotChanges(from, to)} />;
}

interface ComparisonProps {
  name: string;
  others: readonly string[];
  /** Another snapshot; null is what is on disk. */
  other: string | null;
  onOther: (other: string | null) => void;
}

/** What lies between a snapshot and what is on disk now, or another snapshot. */
export function Comparison({ name, others, other, onOther }: ComparisonProps) {
  const known = other !== null && others.includes(other) ? other : null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b border-border px-4 py-2">
        <span className="text-sm text-muted">{t('snapshots.compared')}</span>
        <ComparedWith
          name={name}
          others={others}
          value={known ?? now}
          onChoose={(value) => onOther(value === now ? null : value)}
        />
      </div>
      <div className="min-h-0 flex-1 scroll-steady p-4" tabIndex={0} role="region" aria-label={t('snapshots.changes')}>
        <p className="mb-3 text-sm text-muted">{t(known === null ? 'snapshots.backText' : 'snapshots.betweenText')}</p>
        {known === null ? <AgainstNow name={name} /> : <AgainstOther name={name} other={known} />}
      </div>
    </div>
  );
}
