import { Bookmark, Copy, Info, ScrollText } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import type { UndoableTask } from '../../src/contract/changes';
import { MenuItem, MenuLine } from '../components/menu';
import { AnchoredMenu } from '../components/menus/anchored-menu';
import type { MenuAnchor } from '../components/menus/menu-anchor';
import { useDayWords } from '../hooks/day-words';
import { go } from '../navigation/location-store';
import type { FindPack } from '../state/packs/pack-index';
import { describeWarnings } from '../texts/core-sentences';
import { formatExact } from '../texts/formatting';
import { titleOfSnapshot } from '../texts/snapshot-title';
import type { HistoryEntry } from '../state/queue/history-entries';
import type { HistoryRow } from './history-rows';
import { listActs, type RowAct } from './row-acts';
import { useAct } from './use-act';
import { titleOfEntry } from '../state/packs/batch-words';

type RowOf<K extends HistoryRow['kind']> = Extract<HistoryRow, { kind: K }>;

function ActItem({ act, day }: { act: RowAct; day: string | null }) {
  const { icon, label, isBusy, run } = useAct(act, day);
  return <MenuItem icon={icon} isDisabled={isBusy} onSelect={run} label={label} />;
}

/** What was done and when, and of each task why it failed or what it left. */
function describeEntry(title: string, { endedMs, tasks }: HistoryEntry): string {
  const details = tasks.flatMap(({ item, error }) => [error ?? '', ...describeWarnings(item?.outcome)]);
  return [title, formatExact(endedMs), ...details].filter(Boolean).join('\n');
}

function EntryItems({ row, findPack }: { row: RowOf<'entry'>; findPack: FindPack }) {
  const { entry, key } = row;
  const [task, ...others] = entry.tasks;
  const hasLog = task?.item != null && others.length === 0 && !entry.isCarried;
  return (
    <>
      <MenuItem icon={Info} onSelect={() => go({ historyKey: key, taskId: null })} label={t('actions.details')} />
      {hasLog && (
        <MenuItem
          icon={ScrollText}
          onSelect={() => go({ historyKey: key, taskId: task.ui_id })}
          label={t('app.showLog')}
        />
      )}
      <MenuItem
        icon={Copy}
        onSelect={() => copyText(describeEntry(titleOfEntry(findPack, entry), entry))}
        label={t('app.copyDetails')}
      />
    </>
  );
}

function SnapshotItems({ name }: RowOf<'snapshot'>) {
  return (
    <>
      <MenuItem
        icon={Bookmark}
        onSelect={() => go({ place: 'snapshots', snapshot: name })}
        label={t('activity.openSnapshot')}
      />
      <MenuItem icon={Copy} onSelect={() => copyText(titleOfSnapshot(name))} label={t('snapshots.copyName')} />
    </>
  );
}

function Items({ row, acts, findPack }: { row: HistoryRow; acts: readonly RowAct[]; findPack: FindPack }) {
  const dayWords = useDayWords();
  const day = row.kind === 'day' ? dayWords(row.timeMs) : null;
  return (
    <>
      {acts.map((act) => (
        <ActItem key={act.kind} act={act} day={day} />
      ))}
      {acts.length > 0 && row.kind === 'entry' && <MenuLine />}
      {row.kind === 'entry' && <EntryItems row={row} findPack={findPack} />}
      {row.kind === 'snapshot' && <SnapshotItems {...row} />}
    </>
  );
}

interface HistoryMenu {
  ask: (row: HistoryRow, anchor: MenuAnchor) => void;
  shown: ReactNode;
}

/** The menu of the rows of the history. A day that nothing can be gone back from has none. */
export function useHistoryMenu(undoable: ReadonlyMap<string, UndoableTask>, findPack: FindPack): HistoryMenu {
  const [target, setTarget] = useState<{ row: HistoryRow; anchor: MenuAnchor } | null>(null);
  const ask: HistoryMenu['ask'] = (row, anchor) => {
    if (row.kind !== 'day' || listActs(row, undoable).length > 0) setTarget({ row, anchor });
  };
  const shown = (
    <AnchoredMenu anchor={target?.anchor ?? null} onClose={() => setTarget(null)}>
      {target && <Items row={target.row} acts={listActs(target.row, undoable)} findPack={findPack} />}
    </AnchoredMenu>
  );
  return { ask, shown };
}
