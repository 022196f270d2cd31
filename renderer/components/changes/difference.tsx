import { CircleCheck } from 'lucide-react';
import { t } from 'i18next';
import type { SnapshotChange, SnapshotThing } from '../../../src/contract/snapshots';
import { shortenList } from '../../texts/shorten-list';
import { shortenVersion } from '../../../src/contract/text/version';
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
function ChangeList({ changes, nameOf }: ChangeListProps) {
  return (
    <SubjectGroups {...{ changes, nameOf }}>
      {(change, title) => (
        <ChangeRow key={`${change.name} ${change.action} ${change.to ?? ''}`} change={change} title={title} />
      )}
    </SubjectGroups>
  );
}

const namedThings = 8;

interface DifferenceProps {
  changes: readonly SnapshotChange[];
  /** What is there besides, and stays as it is. */
  stays?: readonly SnapshotThing[] | undefined;
  /** The title of a pack, by what a snapshot calls it. */
  nameOf: (name: string) => string;
}

/** What lies between a snapshot and something else, with what stays; that there is no difference only where nothing stays either. */
export function Difference({ changes, stays = [], nameOf }: DifferenceProps) {
  const names = stays.map(({ subject, name }) => (subject === 'pack' ? nameOf(name) : name));
  return (
    <>
      {changes.length > 0 && <ChangeList changes={changes} nameOf={nameOf} />}
      {changes.length + stays.length === 0 && (
        <p className="flex items-center gap-2 py-3 text-muted">
          <CircleCheck aria-hidden size={15} className="text-green-text" />
          {t('snapshots.same')}
        </p>
      )}
      {names.length > 0 && (
        <p data-testid="difference-stays" className="py-3 text-muted">
          {t('snapshots.stays', { what: shortenList(names, namedThings) })}
        </p>
      )}
    </>
  );
}
