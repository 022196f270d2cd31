import { Globe, TriangleAlert } from 'lucide-react';
import { formatSentence } from '../../texts/core-sentences';
import { t } from 'i18next';
import type { UndoPlan, UndoTask } from '../../../src/contract/changes';
import { ConfirmDialog } from '../../components/dialogs/confirm-dialog';
import { Dialog } from '../../components/dialogs/dialog';
import { FailureNotice } from '../../components/feedback/failure-notice';
import { RestoreConfirm } from '../../components/dialogs/restore-confirm';
import { UndoSteps } from '../../components/changes/undo-steps';
import { useDelayed } from '../../hooks/use-delayed';
import { usePackNames, useTaskWords } from '../../state/packs/task-words';
import { useRestorePlan } from '../../state/snapshots/snapshot-queries';
import { closeUndoQuestion, goBackTo, undoTask, useUndoQuestion } from '../../state/undo/undo-actions';
import { TakenAlong } from './taken-along';
import { WayBackDialog } from './way-back-dialog';
import { useUndoable, useUndoPlan } from '../../state/undo/undo-queries';
import { formatList } from '../../texts/formatting';

interface AnswerProps {
  uiId: string;
  plan: UndoPlan;
  /** What the change was, in words. */
  what: string;
}

/** Who would not have what they ask for any more. */
function Losses({ losses, nameOf }: { losses: UndoPlan['losses']; nameOf: (name: string) => string }) {
  const names = [...new Set(losses.map((one) => one.package))];
  const usersOf = (name: string) =>
    formatList([...new Set(losses.flatMap((one) => (one.package === name ? [nameOf(one.by)] : [])))]);
  return (
    <ul className="mt-3 space-y-1 text-sm text-amber-text">
      {names.map((name) => (
        <li key={name} data-testid="undo-loss" className="flex items-start gap-2">
          <TriangleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
          {t('undo.loss', { name, who: usersOf(name) })}
        </li>
      ))}
    </ul>
  );
}

/** It can be taken back: what comes back, and what goes. */
function Possible({ uiId, plan, what }: AnswerProps) {
  const nameOf = usePackNames();
  return (
    <ConfirmDialog
      title={t('undo.title', { what })}
      text={t('undo.text')}
      confirmLabel={t('undo.open')}
      tone="primary"
      confirmTestId="undo-confirm"
      onClose={closeUndoQuestion}
      onConfirm={() => {
        closeUndoQuestion();
        void undoTask(uiId);
      }}
    >
      <div className="mt-4">
        {plan.steps.length === 0 ? (
          <p className="text-soft">{t('undo.inside')}</p>
        ) : (
          <UndoSteps steps={plan.steps} nameOf={nameOf} />
        )}
      </div>
      {plan.losses.length > 0 && <Losses losses={plan.losses} nameOf={nameOf} />}
      {plan.notHeld.length > 0 && (
        <p data-testid="undo-network" className="mt-3 flex items-start gap-2 text-sm text-soft">
          <Globe aria-hidden size={14} className="mt-0.5 shrink-0 text-faint" />
          {t('undo.network', { count: plan.notHeld.length, names: formatList(plan.notHeld) })}
        </p>
      )}
    </ConfirmDialog>
  );
}

/** The later changes that stand on it, each in words. */
function Standing({ tasks }: { tasks: readonly UndoTask[] }) {
  const wordTask = useTaskWords();
  return <TakenAlong changes={tasks.map((task) => [task.ui_id, wordTask(task)] as const)} testId="undo-standing" />;
}

/** Why it cannot be taken back. What was never written down has reasons of its own, which the core tells. */
function describeObstacle({ state, standing, reason }: UndoPlan): string {
  if (state === 'possible' || state === 'unknown')
    return reason === null ? t('undo.why.unknown') : formatSentence(reason);
  return t(`undo.why.${state}`, { count: standing.length });
}

/** It cannot be taken back by itself: why, and what going back to before it would change. */
function WayBack({ plan, what, snapshot }: AnswerProps & { snapshot: string }) {
  const sentence = describeObstacle(plan);
  const nameOf = usePackNames();
  const restore = useRestorePlan(snapshot, false);
  return (
    <RestoreConfirm
      title={t('undo.notAlone', { what })}
      text={sentence}
      confirmLabel={t('undo.goBack')}
      confirmTestId="undo-go-back"
      plan={{ plan: restore.data, error: restore.error, nameOf }}
      onClose={closeUndoQuestion}
      onConfirm={() => {
        closeUndoQuestion();
        void goBackTo(snapshot);
      }}
    >
      {plan.standing.length > 0 && <Standing tasks={plan.standing} />}
      <p className="mt-4 text-soft">{t('undo.before')}</p>
    </RestoreConfirm>
  );
}

/** It cannot be taken back, and there is no way to before it either. */
function NoWay({ plan, what }: AnswerProps) {
  const sentence = describeObstacle(plan);
  const isTakenBack = plan.state === 'taken-back';
  const title = isTakenBack ? t('undo.wasTakenBack', { what }) : t('undo.notAlone', { what });
  return (
    <Dialog isAlert title={title} text={sentence} onClose={closeUndoQuestion}>
      {plan.standing.length > 0 && <Standing tasks={plan.standing} />}
      {!isTakenBack && <p className="mt-3 text-soft">{t('undo.noSnapshot')}</p>}
    </Dialog>
  );
}

function Answer(props: AnswerProps) {
  const { state, snapshot } = props.plan;
  if (state === 'possible') return <Possible {...props} />;
  if (snapshot === null || state === 'taken-back') return <NoWay {...props} />;
  return <WayBack {...props} snapshot={snapshot} />;
}

function Question({ uiId }: { uiId: string }) {
  const plan = useUndoPlan(uiId);
  const listed = useUndoable().get(uiId);
  const wordTask = useTaskWords();
  const isSlow = useDelayed(plan.isPending);
  const task = plan.data?.task ?? listed;
  const what = task === undefined ? t('undo.thisChange') : wordTask(task);
  if (plan.data) return <Answer uiId={uiId} plan={plan.data} what={what} />;
  if (plan.error === null && !isSlow) return null;
  return (
    <Dialog title={t('undo.title', { what })} keepLabel={t('actions.cancel')} onClose={closeUndoQuestion}>
      <div className="mt-3">
        {plan.error === null ? (
          <p className="text-muted">{t('undo.planning')}</p>
        ) : (
          <FailureNotice title={t('undo.failedPlan')} error={plan.error} />
        )}
      </div>
    </Dialog>
  );
}

/** Asks before one change is taken back: what that does, or why it cannot be done, and the way that is left. */
export function UndoDialog() {
  const { uiId, wayBack } = useUndoQuestion();
  if (wayBack !== null) return <WayBackDialog key={wayBack.batch.id} wayBack={wayBack} />;
  return uiId === null ? null : <Question key={uiId} uiId={uiId} />;
}
