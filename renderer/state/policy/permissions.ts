import { create } from 'zustand';
import { type AppError, toAppError } from '../../../src/contract/errors';
import type { PolicyVerdict } from '../../../src/contract/policy';
import type { QueueTask } from '../../../src/contract/tasks';
import { call, type Call, onAnother } from '../../bridge';
import { forgetVerdicts } from './policy-queries';
import { showFailure } from '../installation/failure';

/** How long a permission lasts that is not for once, minutes. */
export const permissionMinutes = 15;

/** What a person can answer: for this one order, for a while, or not at all. */
export type PermissionAnswer = 'once' | 'minutes' | 'no';

/** What is asked before something that the policy refuses is done. */
export interface PermissionQuestion {
  verdict: PolicyVerdict;
  /** The one order it is about; null where a permission for once would have nothing to hold on to. */
  task: QueueTask | null;
  /** It is done to take back the change that the row is named after. */
  isUndo: boolean;
  answer: (answer: PermissionAnswer) => void;
}

/** The question that is open. */
export const usePermissionQuestion = create<{ question: PermissionQuestion | null }>(() => ({ question: null }));

function ask(about: Omit<PermissionQuestion, 'answer'>): Promise<PermissionAnswer> {
  // A person who orders something else has not agreed to what was asked before.
  closePermissionQuestion();
  return new Promise((resolve) => {
    const answer = (given: PermissionAnswer): void => {
      usePermissionQuestion.setState({ question: null });
      resolve(given);
    };
    usePermissionQuestion.setState({ question: { ...about, answer } });
  });
}

/** `by` whom a permission is given: of the installation that the order is meant for. `task`: the one order that it is about. `isUndo`: it takes a change back. */
interface Asking {
  by?: Call;
  task?: QueueTask | null;
  isUndo?: boolean;
}

/**
 * Asks the person where the policy refuses a row, and keeps what is allowed. Answers whether to go on. A policy that cannot be asked holds nothing up:
 * the core judges for itself.
 */
export async function permitRow(operation: string, { by = call, ...asking }: Asking = {}): Promise<boolean> {
  const verdict = await by('policy.explain', { operation }).catch(() => null);
  return verdict === null || verdict.allowed || askPermission(verdict, { by, ...asking });
}

/** Asks the person about what the policy refuses, and keeps what is allowed. Answers whether to go on. */
export async function askPermission(verdict: PolicyVerdict, asking: Asking): Promise<boolean> {
  const { by = call, task = null, isUndo = task?.kind === 'undo' } = asking;
  const { operation } = verdict;
  const answer = await ask({ verdict, task, isUndo });
  if (answer === 'no') return false;
  const once = answer === 'once' && task !== null ? { task: task.ui_id } : {};
  try {
    await by('policy.allow', { operation, minutes: permissionMinutes, ...once });
  } catch (thrown) {
    showFailure(toAppError(thrown));
    return false;
  }
  forgetVerdicts();
  return true;
}

function closePermissionQuestion(): void {
  usePermissionQuestion.getState().question?.answer('no');
}

// What was asked about the former installation is answered with no.
onAnother(closePermissionQuestion);

/** The row of the policy that a failure is about; null for every other failure. */
export function deniedRow({ code, details }: Pick<AppError, 'code' | 'details'>): string | null {
  const { operation } = details;
  return code === 'policy-denied' && typeof operation === 'string' ? operation : null;
}

/** Takes a permission back. */
export async function revokePermission(id: string): Promise<void> {
  await call('policy.revoke', { id }).catch(() => undefined);
  forgetVerdicts();
}
