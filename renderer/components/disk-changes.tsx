import { shortenVersion } from '../../src/contract/text/version';
import { Box, HardDrive, Package, SlidersHorizontal, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiskChange } from '../../src/contract/changes';
import { formatBytes, formatCount } from '../texts/formatting';
import { Chip, type ChipTone } from './chip';

const icons: Record<DiskChange['subject'], ReactNode> = {
  comfyui: <Workflow size={14} />,
  pack: <Package size={14} />,
  python: <Box size={14} />,
  model: <HardDrive size={14} />,
  setting: <SlidersHorizontal size={14} />,
};

const tones: Record<DiskChange['action'], ChipTone> = {
  ...{ add: 'green', enable: 'green', switch: 'accent', disable: 'amber', remove: 'red' },
};

const subjects = ['comfyui', 'pack', 'python', 'model', 'setting'] as const;

/** Version, value or size: what it was, and what it became. */
function Way({ change }: { change: DiskChange }) {
  const { t } = useTranslation();
  const { action, from, to, sizeBytes } = change;
  if (sizeBytes !== null) return <span className="tabular">{formatBytes(sizeBytes)}</span>;
  if (action !== 'switch') return <span className="font-mono">{shortenVersion(to ?? from ?? '')}</span>;
  return (
    <span className="min-w-0 font-mono break-all">
      {from === null ? t('changes.nothing') : shortenVersion(from)}
      <span aria-hidden> → </span>
      <span className="sr-only"> {t('changes.becomes')} </span>
      <span className="text-soft">{to === null ? t('changes.nothing') : shortenVersion(to)}</span>
    </span>
  );
}

function ChangeRow({ change, title }: { change: DiskChange; title: string }) {
  const { t } = useTranslation();
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
  const { t } = useTranslation();
  return subjects.map((subject) => {
    const own = changes.filter((change) => change.subject === subject);
    if (own.length === 0) return null;
    return (
      <section key={subject} aria-label={t(`changes.subjects.${subject}`)} className="mt-2 first:mt-1">
        <h4 className="mb-1 flex items-center gap-1.5 text-sm font-medium text-muted [&>svg]:text-faint">
          {icons[subject]}
          {t(`changes.subjects.${subject}`)}
          <span className="text-xs font-normal text-faint tabular">{formatCount(own.length)}</span>
        </h4>
        <ul className="overflow-hidden rounded-control border border-border bg-panel">
          {own.map((change) => (
            <ChangeRow
              key={`${change.name} ${change.action}`}
              change={change}
              title={subject === 'pack' ? nameOf(change.name) : change.name}
            />
          ))}
        </ul>
      </section>
    );
  });
}
