import { takeGitLogins } from '../../base/git/logins';
import type { QueueTask } from '../../contract/tasks/tasks';

function takeFrom(value: unknown): unknown {
  if (typeof value === 'string') return takeGitLogins(value);
  return Array.isArray(value) ? value.map(takeFrom) : value;
}

/**
 * The task without the passwords inside its git addresses: what is accepted is written to the journal, the history, batch records and the
 * log, and is told to every client. Addresses that are not for our git (of models, and in lines for pip or uv) have none: the schemas of
 * their tasks refuse them.
 */
export function withoutLogins(task: QueueTask): QueueTask {
  const params = Object.fromEntries(Object.entries(task.params).map(([name, value]) => [name, takeFrom(value)]));
  return { ...task, params } as QueueTask;
}
