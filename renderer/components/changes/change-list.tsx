import { shortenVersion } from '../../../src/contract/text/version';
import { t } from 'i18next';
import type { SnapshotChange } from '../../../src/contract/snapshots';
import { formatSentence } from '../../texts/core-sentences';
import { Becomes, SubjectGroups } from './subject-groups';

/** A state such as `3f1c… (disabled)` without what the sentence says already, commits in their short form. */
function shortState(state: string): string {
  return state.replace(/ \(disabled\)$/u, '').replaceAll(/\b[0-9a-f]{40}\b/giu, (commit) => shortenVersion(commit));
}

/** The version it has, and the one it will have; one where nothing else differs. */
function Way({ change: { from, to } }: { change: SnapshotChange }) {
  const [was, is] = [from, to].map((state) => (state === null ? null : shortState(state)));
  if (was == null || is == null || was === is) return is ?? was;
  return <Becomes from={was} to={is} />;
}

function ChangeRow({ change, title }: { change: SnapshotChange; title: string }) {
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
          {note !== null && <span className="ml-2 text-sm text-muted">{formatSentence(note)}</span>}
        </span>
        <span className="max-w-[50%] shrink-0 text-right font-mono text-xs break-all text-muted selectable">
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
  return (
    <SubjectGroups {...{ changes, nameOf }}>
      {(change, title) => (
        <ChangeRow key={`${change.name} ${change.action} ${change.to ?? ''}`} change={change} title={title} />
      )}
    </SubjectGroups>
  );
}
