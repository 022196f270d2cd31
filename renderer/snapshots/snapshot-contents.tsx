import { t } from 'i18next';
import type { SnapshotThing } from '../../src/contract/snapshots';
import { shortenVersion } from '../../src/contract/text/version';
import { FailureNotice } from '../components/feedback/failure-notice';
import { usePackNames } from '../state/packs/task-words';
import { useSnapshotContents } from '../state/snapshots/snapshot-queries';
import { formatCount } from '../texts/formatting';
import { useCommitWords } from './snapshot-words';

const parts = ['comfyui', 'packs', 'disabled', 'files', 'python'] as const;
type Part = (typeof parts)[number];

function partOf({ subject, isEnabled }: SnapshotThing): Part {
  if (subject === 'comfyui' || subject === 'python') return subject;
  if (!isEnabled) return 'disabled';
  return subject === 'file' ? 'files' : 'packs';
}

/** Its version, in the words of what it is; nothing for what has none. */
function useVersionWords(): (thing: SnapshotThing) => string {
  const wordCommit = useCommitWords();
  return ({ subject, version }) => {
    if (subject === 'comfyui') return wordCommit(version);
    return version === 'file' || version === 'folder' ? '' : shortenVersion(version);
  };
}

function ThingList({ part, things }: { part: Part; things: readonly SnapshotThing[] }) {
  const nameOf = usePackNames();
  const versionOf = useVersionWords();
  const title = part === 'disabled' ? t('snapshots.holds.off') : t(`changes.subjects.${subjectOf[part]}`);
  return (
    <section aria-label={title} className="mb-4">
      <h3 className="mb-1.5 flex items-center gap-1.5 text-sm font-medium text-muted">
        {title}
        <span className="text-xs font-normal text-faint tabular">{formatCount(things.length)}</span>
      </h3>
      <ul className="overflow-hidden rounded-panel border border-border bg-raised">
        {things.map((thing) => (
          <li
            key={`${thing.subject} ${thing.name} ${thing.version}`}
            data-testid="snapshot-thing"
            data-part={part}
            className="flex min-h-8 items-baseline gap-3 border-b border-border px-3.5 py-1.5 last:border-0"
          >
            <span className="min-w-0 flex-1 break-words selectable" title={thing.name}>
              {thing.subject === 'pack' ? nameOf(thing.name) : thing.name}
            </span>
            <span className="max-w-[50%] shrink-0 font-mono text-xs break-all text-muted selectable">
              {versionOf(thing)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const subjectOf = { comfyui: 'comfyui', packs: 'pack', files: 'file', python: 'python' } as const;

/** Everything that a snapshot records, with the versions. */
export function SnapshotContents({ name }: { name: string }) {
  const { data: things, error, refetch } = useSnapshotContents(name);
  if (error) {
    return <FailureNotice title={t('snapshots.failedContents')} error={error} onRetry={() => void refetch()} />;
  }
  if (!things) return null;
  if (things.length === 0) return <p className="text-muted">{t('snapshots.holds.nothing')}</p>;
  return parts.map((part) => {
    const own = things.filter((thing) => partOf(thing) === part);
    return own.length > 0 && <ThingList key={part} part={part} things={own} />;
  });
}
