import { Undo2 } from 'lucide-react';
import { t } from 'i18next';
import type { HistoryItem } from '../../src/contract/tasks/tasks';
import { Button } from '../components/button';
import { UndoneChip } from '../components/undone-chip';
import { ProgressRing } from '../components/feedback/progress';
import { useQueue } from '../state/queue/queue-store';
import { takeBack } from '../state/undo/undo-actions';
import { findUndoable, useUndoable, useUndoPlan } from '../state/undo/undo-queries';

/** Whether an undo of a task waits or runs, and how far it is. */
function useUnderWay(uiId: string): { fraction: number | null } | null {
  const task = useQueue(({ view }) =>
    [...(view?.running.map((entry) => entry.task) ?? []), ...(view?.pending ?? [])].find(
      ({ kind, params }) => kind === 'undo' && params.undo_ui_id === uiId,
    ),
  );
  const fraction = useQueue(({ progress }) => (task && progress[task.ui_id]?.fraction) ?? null);
  return task === undefined ? null : { fraction };
}

interface UndoButtonProps {
  item: HistoryItem;
  /** The automatic snapshot from before it; null where there is none. */
  snapshot: string | null;
}

/** The way back of a finished task, where its change was written down; or that it was taken already. */
export function UndoButton({ item, snapshot }: UndoButtonProps) {
  return findUndoable(useUndoable(), item) === null ? null : <UndoState item={item} snapshot={snapshot} />;
}

function UndoState({ item, snapshot }: UndoButtonProps) {
  const found = findUndoable(useUndoable(), item);
  const underWay = useUnderWay(item.ui_id);
  const { data: plan } = useUndoPlan(item.ui_id);
  if (found === null) return null;
  if (underWay !== null) {
    return (
      <span role="status" className="inline-flex h-7 min-w-0 items-center gap-2 pr-2 text-sm text-muted">
        <ProgressRing fraction={underWay.fraction} label={t('undo.underWay')} />
        <span className="truncate">{t('undo.underWay')}</span>
      </span>
    );
  }
  if (found.state === 'taken-back') return <UndoneChip />;
  // What later changes stand on cannot be undone alone: what is left takes them along, and is called so.
  const takesMore = plan?.state === 'stands' && snapshot !== null;
  return (
    <Button
      size="small"
      tone="quiet"
      data-testid="task-undo"
      icon={<Undo2 size={13} />}
      onClick={() => void takeBack(item.ui_id)}
    >
      {t(takesMore ? 'undo.goBack' : 'undo.open')}
    </Button>
  );
}

/** In the details of a task: why it cannot be taken back by itself now. Nothing where it can, or where nothing was written down. */
export function UndoFacts({ item }: { item: HistoryItem }) {
  const found = findUndoable(useUndoable(), item);
  return found === null ? null : <PlanFacts uiId={item.ui_id} />;
}

function PlanFacts({ uiId }: { uiId: string }) {
  const { data: plan } = useUndoPlan(uiId);
  if (plan === undefined) return null;
  const { state, standing } = plan;
  // That it can be undone says the button, and that it was the mark in its place.
  if (state === 'possible' || state === 'taken-back') return null;
  return (
    <p data-testid="undo-facts" className="mb-1 flex items-center gap-1.5 text-sm text-muted">
      <Undo2 aria-hidden size={13} className="shrink-0 text-faint" />
      {t(`undo.why.${state}`, { count: standing.length })}
    </p>
  );
}
