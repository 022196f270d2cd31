import type { PackagePlan, WayOut } from '../../../../src/contract/python/package-plan';
import { isField } from '../../../hooks/is-field';
import { formatHash } from '../../../navigation/location';
import { useLocation } from '../../../navigation/location-store';
import { useWindow } from '../../../navigation/window-store';
import { createInstallationStore } from '../../installation/installation-store';
import type { PlannedOrder } from './plan-tasks';

/** What a person answers: all of it, to build what is not known before, one of the ways out, or nothing. */
export type PlanAnswer = 'go' | 'build' | WayOut | null;

/** Tasks that were requested and are not ordered yet, because it is looked at what they would do to the Python packages. */
export interface PendingPlan {
  id: string;
  /** The tasks, and what was chosen on the way to them. */
  order: PlannedOrder;
  /** What the person has to decide about; null while it is found out. */
  plan: PackagePlan | null;
  answer: (given: PlanAnswer) => void;
  /** Ends it: nothing is ordered. */
  stop: () => void;
}

interface PendingPlans {
  /** The newest last. */
  plans: readonly PendingPlan[];
  /** The plan whose dialog is open. */
  openId: string | null;
}

/** The plans that are made or wait for an answer: what rows, rail, Activity and the dialog say of them comes from here. */
export const usePendingPlans = createInstallationStore<PendingPlans>({ plans: [], openId: null });

/** Opens the dialog of a plan. */
export function openPlan(openId: string): void {
  usePendingPlans.setState({ openId });
}

const notAsked = (): void => undefined;

/** Where the person is: the place with all that is shown there and what floats above it, and whether a field is typed into. */
function readStandpoint(): { place: string; isTyping: boolean } {
  const place = JSON.stringify([formatHash(useLocation.getState()), useWindow.getState()]);
  return { place, isTyping: isField(document.activeElement) };
}

/** A plan that is on its way. */
export interface PlanSession {
  /** Aborted when the person wants none of it any more. */
  signal: AbortSignal;
  /**
   * Waits for the answer of the person. The dialog opens by itself for who still stands where it was requested; elsewhere the row, the rail, Activity and a
   * toast say that a decision is needed. Null also where another installation is shown meanwhile: nobody can answer for this one.
   */
  ask: (plan: PackagePlan, order: PlannedOrder) => Promise<PlanAnswer>;
  end: () => void;
}

const isThere = (id: string) => usePendingPlans.getState().plans.some((one) => one.id === id);

/** Shows that it is looked at what tasks would do, until it is ended. */
export function beginPlan(order: PlannedOrder): PlanSession {
  const id = crypto.randomUUID();
  const controller = new AbortController();
  const { signal } = controller;
  const update = (change: Partial<PendingPlan>, isOpened = false): void =>
    usePendingPlans.setState(({ plans, openId }) => ({
      plans: plans.map((one) => (one.id === id ? { ...one, ...change } : one)),
      openId: isOpened ? id : openId,
    }));
  const pending = { id, order, plan: null, answer: notAsked, stop: () => controller.abort() };
  usePendingPlans.setState(({ plans }) => ({ plans: [...plans, pending] }));
  // What was pressed closes its menu or palette first.
  const standpoint = Promise.resolve().then(readStandpoint);
  const isStillThere = async (): Promise<boolean> => {
    const { plans, openId } = usePendingPlans.getState();
    if (openId !== null) return openId === id;
    const [then, now] = [await standpoint, readStandpoint()];
    return plans.at(-1)?.id === id && then.place === now.place && (then.isTyping || !now.isTyping);
  };
  return {
    signal,
    ask: async (plan, asked) => {
      const isOpen = await isStillThere();
      if (signal.aborted || !isThere(id)) return null;
      const given = await new Promise<PlanAnswer>((answer) => {
        signal.addEventListener('abort', () => answer(null));
        update({ plan, order: asked, answer }, isOpen);
        const leave = usePendingPlans.subscribe(() => {
          if (isThere(id)) return;
          leave();
          answer(null);
        });
      });
      update({ plan: null, answer: notAsked });
      return given;
    },
    end: () =>
      usePendingPlans.setState(({ plans, openId }) => ({
        plans: plans.filter((one) => one.id !== id),
        openId: openId === id ? null : openId,
      })),
  };
}
