import { managerOperations, type ManagerOperationName } from './operations';

/**
 * What a token of the person opens from elsewhere: every operation of the core, but for those that change what the person alone decides (the policy, the
 * app's own settings) and those that need the window. What the shell does for its window is none of them.
 */
export const tokenOperations = (Object.keys(managerOperations) as ManagerOperationName[]).filter((name) => {
  const { policy, isForWindow }: { policy: string; isForWindow?: true } = managerOperations[name];
  return policy !== 'change-own-settings' && isForWindow !== true;
});

const opened: ReadonlySet<string> = new Set(tokenOperations);

/** Whether a token opens the operation of this name. */
export function isTokenOperation(name: string): name is ManagerOperationName {
  return opened.has(name);
}
