import { managerOperations, type ManagerOperationName } from './operations';

/**
 * What a token of the person opens: every operation of the core, but for those that change what the person alone decides (the policy, the app's own settings).
 * What the shell does for its window is none of them.
 */
export const tokenOperations = (Object.keys(managerOperations) as ManagerOperationName[]).filter(
  (name) => managerOperations[name].policy !== 'change-own-settings',
);

const opened: ReadonlySet<string> = new Set(tokenOperations);

/** Whether a token opens the operation of this name. */
export function isTokenOperation(name: string): name is ManagerOperationName {
  return opened.has(name);
}
