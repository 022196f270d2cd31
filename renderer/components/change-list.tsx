import { shortenVersion } from '../../src/contract/text/version';
import { Box, FileCode, Package, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SnapshotChange } from '../../src/contract/snapshots';
import { tellSaid } from '../texts/core-sentences';
import { formatCount } from '../texts/formatting';

const icons: Record<SnapshotChange['subject'], ReactNode> = {
  comfyui: <Workflow size={14} />,
  pack: <Package size={14} />,
  file: <FileCode size={14} />,
  python: <Box size={14} />,
};

const subjects = ['comfyui', 'pack', 'file', 'python'] as const;

/** A state such as `3f1c… (disabled)` without what the sentence says already, commits in their short form. */
function shortState(state: string): string {
  return state.replace(/ \(disabled\)$/u, '').replaceAll(/\b[0-9a-f]{40}\b/giu, (commit) => shortenVersion(commit));
}

/** The version it has, and the one it will have; one where nothing else differs. */
function Way({ change: { from, to } }: { change: SnapshotChange }) {
  const { t } = useTranslation();
  const [was, is] = [from, to].map((state) => (state === null ? null : shortState(state)));
  if (was == null || is == null || was === is) return <span className="break-all">{is ?? was}</span>;
  return (
    <span>
      <span className="break-all">{was}</span>
      <span aria-hidden> → </span>
      <span className="sr-only"> {t('snapshots.becomes')} </span>
      <span className="break-all text-soft">{is}</span>
    </span>
  );
}

function ChangeRow({ change, title }: { change: SnapshotChange; title: string }) {
  const { t } = useTranslation();
  const { name, action, note } = change;
  return (
    <li
      className="border-b border-border px-3.5 py-1.5 last:border-0"
      data-testid="snapshot-change"
      data-action={action}
      data-name={name}
    >
      <div className="flex min-h-6 items-baseline gap-3">
        <span className="min-w-0 flex-1 break-words selectable" title={name}>
          {t(`snapshots.sentences.${action}`, { name: title })}
          {note !== null && <span className="ml-2 text-sm text-muted">{tellSaid(note)}</span>}
        </span>
        <span className="max-w-[50%] shrink-0 text-right font-mono text-xs text-muted selectable">
          <Way change={change} />
        </span>
      </div>
    </li>
  );
}

interface ChangeListProps {
  changes: readonly SnapshotChange[];
  /** The title of a pack, by what a snapshot calls it. */
  nameOf: (name: string) => string;
}

/** Changes by what they are about, each a sentence, with its way from one version to the other. */
export function ChangeList({ changes, nameOf }: ChangeListProps) {
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
            <ChangeRow
              key={`${change.name} ${change.action} ${change.to ?? ''}`}
              change={change}
              title={change.subject === 'pack' ? nameOf(change.name) : change.name}
            />
          ))}
        </ul>
      </section>
    );
  });
}
