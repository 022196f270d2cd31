import { CircleCheck } from 'lucide-react';
import { t } from 'i18next';
import type { SnapshotChange, SnapshotThing } from '../../../src/contract/snapshots';
import { shortenList } from '../../texts/shorten-list';
import { ChangeList } from './change-list';

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
