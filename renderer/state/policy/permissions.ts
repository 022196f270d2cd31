import { type AppError, toAppError } from '../../../src/contract/errors';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { targetOf } from '../../../src/contract/tasks/task-target';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { call, type Call } from '../../bridge';
import { isDeclined } from '../declined';
import { forgetVerdicts } from './policy-queries';
import { showFailure } from '../installation/failure';

/** How long a permission lasts that is not for once, minutes. */
const permissionMinutes = 15;

/** `by` whom a permission is given: of the installation that the order is meant for. `task`: the one order that it is about. */
interface Asking {
  by?: Call;
  task?: QueueTask | null;
}

/**
 * Asks the person where the policy refuses a row, and keeps what is allowed. Answers whether to go on. A policy that cannot be asked holds nothing up:
 * the core judges for itself.
 */
export async function permitRow(operation: string, { by = call, ...asking }: Asking = {}): Promise<boolean> {
  const verdict = await by('policy.explain', { operation }).catch(() => null);
  return verdict === null || verdict.allowed || askPermission(verdict, { by, ...asking });
}

/**
 * Asks the person about what the policy refuses, in the dialog of the system: for the one task, where there is one, or for a while. Answers whether to go
 * on.
 */
export async function askPermission({ operation }: Pick<PolicyVerdict, 'operation'>, asking: Asking): Promise<boolean> {
  const { by = call, task = null } = asking;
  const once = task === null ? {} : { task: task.ui_id, target: targetOf(task) };
  try {
    await by('policy.allow', { operation, minutes: permissionMinutes, ...once });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!isDeclined(error)) showFailure(error);
    return false;
  }
  forgetVerdicts();
  return true;
}

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
