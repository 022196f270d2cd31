import { randomUUID } from 'node:crypto';
import type { Logger } from '../../base/log';
import type { PolicyPermission } from '../../contract/policy';
import type { PolicyOperation } from './policy-table';

const minuteMs = 60_000;

/** The task that asks the policy. */
export interface AskingTask {
  uiId: string;
  /** What it is about, as `targetOf` says. */
  target: string;
  /** When it was ordered, RFC 3339: a permission covers what was ordered in time, also when its turn comes later. */
  orderedAt: string;
}

export interface PermissionRequest {
  operation: PolicyOperation;
  target?: string | undefined;
  task?: string | undefined;
  minutes: number;
}

/** What a person allowed in the window. In memory alone: the end of the app ends every permission. */
export interface Permissions {
  give(request: PermissionRequest): PolicyPermission;
  revoke(id: string): void;
  /** Those in force, of one row or of all. */
  list(operation?: PolicyOperation): PolicyPermission[];
  /** The one that covers a row for a task of the window, or without a task for a call that is answered at once. */
  find(operation: PolicyOperation, task?: AskingTask): PolicyPermission | null;
  /** Ends what was allowed for this task alone. */
  taskEnded(uiId: string): void;
}

/** Keeps permissions; `now` in milliseconds. Each that is given, and each that is taken back, stands in the log. */
export function createPermissions(log: Logger, now: () => number = Date.now): Permissions {
  const given = new Map<string, PolicyPermission>();
  const isCovering = (permission: PolicyPermission, task: AskingTask | undefined): boolean => {
    const { target, task: only, until } = permission;
    if (only !== null && only !== task?.uiId) return false;
    if (target !== null && target !== task?.target) return false;
    return (task === undefined ? now() : Date.parse(task.orderedAt)) <= Date.parse(until);
  };
  return {
    give({ operation, target = null, task = null, minutes }) {
      const until = new Date(now() + minutes * minuteMs).toISOString();
      const permission = { id: randomUUID(), operation, target, task, until };
      given.set(permission.id, permission);
      log.info('A permission was given in the window.', { ...permission });
      return permission;
    },
    revoke(id) {
      if (given.delete(id)) log.info('A permission was taken back in the window.', { id });
    },
    // Those that are over stay known, for tasks that were ordered in time and still wait.
    list: (operation) =>
      [...given.values()].filter(
        (one) => Date.parse(one.until) > now() && (operation === undefined || one.operation === operation),
      ),
    find: (operation, task) =>
      [...given.values()].find((one) => one.operation === operation && isCovering(one, task)) ?? null,
    taskEnded(uiId) {
      for (const { id, task } of given.values()) if (task === uiId) given.delete(id);
    },
  };
}
