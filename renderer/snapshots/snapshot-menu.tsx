import { Copy, FileUp, Info, RotateCcw, Trash2 } from 'lucide-react';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import { MenuItem, MenuLine } from '../components/menu';
import { AnchoredMenu } from '../components/menus/anchored-menu';
import { type MenuAnchor, readMenuAnchor } from '../components/menus/menu-anchor';
import { showToast } from '../hooks/toast';
import { go } from '../navigation/location-store';
import { lastSegment } from '../texts/formatting';
import { exportSnapshot } from './snapshot-actions';
import { type Question, SnapshotQuestion } from './snapshot-question';

interface ItemsProps {
  name: string;
  onAsk: (question: Question) => void;
}

function Items({ name, onAsk }: ItemsProps) {
  const report = (path: string): void => showToast(() => t('snapshots.export.done', { name: lastSegment(path) }), path);
  return (
    <>
      <MenuItem icon={Info} onSelect={() => go({ snapshot: name })} label={t('actions.details')} />
      <MenuItem
        icon={RotateCcw}
        onSelect={() => onAsk({ kind: 'restore', name })}
        label={t('snapshots.restore.open')}
      />
      <MenuItem
        icon={FileUp}
        onSelect={() => void exportSnapshot(name, t('snapshots.export.title'), report)}
        label={t('snapshots.export.open')}
      />
      <MenuItem icon={Copy} onSelect={() => copyText(name)} label={t('snapshots.copyName')} />
      <MenuLine />
      <MenuItem
        isDanger
        icon={Trash2}
        onSelect={() => onAsk({ kind: 'remove', name })}
        label={t('snapshots.remove.open')}
      />
    </>
  );
}

/** The menu of the rows of snapshots, and the questions it leads to. */
export function useSnapshotMenu(): { ask: (event: MouseEvent<HTMLElement>) => void; shown: ReactNode } {
  const [target, setTarget] = useState<{ name: string; anchor: MenuAnchor } | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = (event: MouseEvent<HTMLElement>): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-name]') : null;
    const name = row?.dataset['name'];
    if (name === undefined) return;
    event.preventDefault();
    setTarget({ name, anchor: { ...readMenuAnchor(event, row), element: row ?? event.currentTarget } });
  };
  const shown = (
    <>
      <AnchoredMenu anchor={target?.anchor ?? null} onClose={() => setTarget(null)}>
        {target && <Items name={target.name} onAsk={setQuestion} />}
      </AnchoredMenu>
      <SnapshotQuestion question={question} onClose={() => setQuestion(null)} />
    </>
  );
  return { ask, shown };
}
