import type { TaskOutcome } from './tasks';

/** Whether a task did what it was for, with or without a warning. It stands apart from the schemas, which the window's startup view needs none of. */
export function wasDone(outcome: TaskOutcome): outcome is Extract<TaskOutcome, { status: 'done' | 'warning' }> {
  return outcome.status === 'done' || outcome.status === 'warning';
}
