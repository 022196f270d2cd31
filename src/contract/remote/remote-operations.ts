import type { OperationName } from '../operations';

/**
 * What needs files of the installation on this machine, or a person there. Written down here, since the window starts without the table of operations: of those
 * of the core they are all that no token opens (token-operations.ts), and what looks at a path that a caller names (machine-path.ts), which a test compares.
 */
export const localOperations = [
  'comfyui.setPort',
  'comfyui.setArguments',
  'config.change',
  'models.folderPlan',
  'models.movePlan',
  'policy.allow',
  'policy.revoke',
  'unverified.use',
  'unverified.discard',
  'desktop.openTerminal',
  'desktop.revealPack',
  'desktop.revealModel',
  'desktop.openModelFolder',
  'desktop.trashModel',
] as const satisfies readonly OperationName[];

const local: ReadonlySet<string> = new Set(localOperations);

/** Whether an operation can be done while the installation that is shown is on another machine. All others fail with `not-remote` then. */
export function isRemoteOperation(name: OperationName): boolean {
  return !local.has(name);
}
