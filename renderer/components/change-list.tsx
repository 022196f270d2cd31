import { shortenVersion } from '../../src/contract/text/version';
import { Box, FileCode, Package, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SnapshotChange } from '../../src/contract/snapshots';
import { Chip, type ChipTone } from './chip';
import { formatCount } from '../texts/formatting';

const icons: Record<SnapshotChange['subject'], ReactNode> = {
  comfyui: <Workflow size={14} />,
  pack: <Package size={14} />,
  file: <FileCode size={14} />,
  python: <Box size={14} />,
};

const tones: Record<SnapshotChange['action'], ChipTone> = {
  ...{ install: 'green', enable: 'green', switch: 'accent', checkout: 'accent' },
  ...{ disable: 'amber', remove: 'red', leave: 'neutral' },
};

const subjects = ['comfyui', 'pack', 'file', 'python'] as const;

/** A commit inside of a state, such as `3f1c… (disabled)`, in the short form. */
function shortState(state: string): string {
  return state.replaceAll(/\b[0-9a-f]{40}\b/giu, (commit) => shortenVersion(commit));
}

function ChangeRow({ change }: { change: SnapshotChange }) {
  const { t } = useTranslation();
  const { name, action, from, to, note } = change;
  return (
    <li className="border-b border-border px-3.5 py-2 last:border-0" data-testid="snapshot-change" data-action={action}>
      <div className="flex min-h-5 items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium selectable" title={name}>
          {name}
        </span>
        <Chip tone={tones[action]}>{t(`snapshots.actions.${action}`)}</Chip>
      </div>
      {(from !== null || to !== null) && (
        <p className="mt-0.5 flex min-w-0 flex-wrap gap-x-1.5 font-mono text-xs text-muted selectable">
          <span className="break-all">{from === null ? t('snapshots.nothing') : shortState(from)}</span>
          <span aria-hidden>→</span>
          <span className="sr-only">{t('snapshots.becomes')}</span>
          <span className="break-all text-soft">{to === null ? t('snapshots.nothing') : shortState(to)}</span>
        </p>
      )}
      {note !== null && <p className="mt-0.5 text-sm break-words text-muted selectable">{note}</p>}
    </li>
  );
}

/** Changes by what they are about, each with its way from one state to the other. */
export function ChangeList({ changes }: { changes: readonly SnapshotChange[] }) {
  const { t } = useTranslation();
  return subjects.map((subject) => {
    const own = changes.filter((change) => change.subject === subject);
    if (own.length === 0) return null;
    return (
      <section key={subject} aria-label={t(`snapshots.subjects.${subject}`)} className="mb-4">
        <h3 className="mb-1.5 flex items-center gap-1.5 text-sm font-medium text-muted [&>svg]:text-faint">
          {icons[subject]}
          {t(`snapshots.subjects.${subject}`)}
          <span className="text-xs font-normal text-faint tabular">{formatCount(own.length)}</span>
        </h3>
        <ul className="overflow-hidden rounded-panel border border-border bg-raised">
          {own.map((change) => (
            <ChangeRow key={`${change.name} ${change.action} ${change.to ?? ''}`} change={change} />
          ))}
        </ul>
      </section>
    );
  });
}
