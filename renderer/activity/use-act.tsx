import { History, type LucideIcon, RotateCw, Undo2 } from 'lucide-react';
import { t } from 'i18next';
import type { HistoryItem, QueueTask } from '../../src/contract/tasks/tasks';
import { retryTask } from '../state/queue/actions';
import { useQueue } from '../state/queue/queue-store';
import { useIsOffered } from '../state/installation/remote';
import { askToGoBack, isWayBack, takeBack } from '../state/undo/undo-actions';
import { describeFailure } from '../texts/policy-words';
import type { RowAct } from './row-acts';

interface ShownAct {
  icon: LucideIcon;
  label: string;
  /** It is under way, or something that goes before it. */
  isBusy: boolean;
  run: () => void;
}

/** Going back takes everything along, and an undo is only in its own way. */
function isInTheWay(act: RowAct, task: QueueTask): boolean {
  if (act.kind === 'undo') return task.kind === 'undo' && task.params.undo_ui_id === act.uiId;
  return act.kind === 'back' && isWayBack(task);
}

/** A failure that the policy is the reason of is tried again by allowing it, where a person can do that here. */
function wordRetry({ outcome }: HistoryItem, canAllow: boolean): string {
  const isRefused = outcome.status === 'failed' && describeFailure(outcome.error).isRefused;
  return t(isRefused && canAllow ? 'policy.allow' : 'app.tryAgain');
}

/** Going back to before all of a day, as the days are called. */
export function wordDayBack(day: string): string {
  if (day === t('home.days.today')) return t('home.days.backToYesterday');
  return day === t('home.days.yesterday') ? t('home.days.backBeforeYesterday') : t('home.days.backBefore', { day });
}

/** How what can be done from a row is called and drawn, and what a press does. `day`: what the day is called that is gone back from. */
export function useAct(act: RowAct, day: string | null = null): ShownAct {
  const isBusy = useQueue(({ view }) =>
    [...(view?.running.map(({ task }) => task) ?? []), ...(view?.pending ?? [])].some((task) => isInTheWay(act, task)),
  );
  const canAllow = useIsOffered('policy.allow');
  switch (act.kind) {
    case 'retry':
      return { icon: RotateCw, label: wordRetry(act.item, canAllow), isBusy, run: () => void retryTask(act.item) };
    case 'undo':
      return { icon: Undo2, label: t('undo.open'), isBusy, run: () => void takeBack(act.uiId) };
    case 'back': {
      const label = day === null ? t('undo.goBack') : wordDayBack(day);
      return { icon: History, label, isBusy, run: () => askToGoBack(act.batch, day) };
    }
  }
}
