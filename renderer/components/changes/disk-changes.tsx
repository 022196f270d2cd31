import { shortenVersion } from '../../../src/contract/text/version';
import { t } from 'i18next';
import type { DiskChange } from '../../../src/contract/changes';
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
export function DiskChanges({ changes, nameOf }: DiskChangesProps) {
  return (
    <SubjectGroups isPart {...{ changes, nameOf }}>
      {(change, title) => <ChangeRow key={`${change.name} ${change.action}`} change={change} title={title} />}
    </SubjectGroups>
  );
}
