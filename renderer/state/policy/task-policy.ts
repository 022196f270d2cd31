import type { QueueTask, TaskKind } from '../../../src/contract/tasks/tasks';

/**
 * An address is no sign of a stranger: lists name repositories as well, and only the core knows which. Whoever knows better names the rows.
 */
function rowsOfInstall({ selected_version: version }: Extract<QueueTask, { kind: 'install' }>['params']): string[] {
  return version === 'nightly' ? ['install-registry', 'install-nightly'] : ['install-registry'];
}

/** Kinds with a row of the same name. */
const ownRows: ReadonlySet<TaskKind> = new Set([
  'uninstall',
  'fix',
  'update-all',
  'install-model',
  'install-packages',
  'restore-snapshot',
]);

/**
 * The rows of the policy that a task answers to, as far as the task itself says; what only shows when it runs (a flagged version, an address that no
 * list names) is judged then. Rows that every level allows are left out: nothing has to be asked.
 */
export function rowsOfTask(task: QueueTask): string[] {
  if (ownRows.has(task.kind)) return [task.kind];
  if (task.kind === 'install') return rowsOfInstall(task.params);
  if (task.kind === 'install-archive') return ['install-git-url'];
  return task.kind === 'update-comfyui' && task.params.target_version != null ? ['switch-comfyui'] : [];
}
