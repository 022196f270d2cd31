import { takeGitLogins } from '../../base/git-logins';
import type { QueueTask } from '../../contract/tasks';

function takeFrom(value: unknown): unknown {
  if (typeof value === 'string') return takeGitLogins(value);
  return Array.isArray(value) ? value.map(takeFrom) : value;
}

/**
 * The task without the passwords inside its git addresses: what is accepted is written to the journal, the history, batch records and the
 * log, and is told to every client. What is not for our git keeps its own:
 * a model's address, and the lines that pip or uv are handed.
 */
export function withoutLogins(task: QueueTask): QueueTask {
  if (task.kind === 'install-model') return task;
  const params = Object.fromEntries(
    Object.entries(task.params).map(([name, value]) => [name, name === 'pip' ? value : takeFrom(value)]),
  );
  return { ...task, params } as QueueTask;
}
