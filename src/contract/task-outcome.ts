import type { BatchSummary, UndoableTask } from './changes';
import type { TaskOutcome } from './tasks';

/** Whether a task did what it was for, with or without a warning. It stands apart from the schemas, which the window's startup view needs none of. */
export function wasDone(outcome: TaskOutcome): outcome is Extract<TaskOutcome, { status: 'done' | 'warning' }> {
  return outcome.status === 'done' || outcome.status === 'warning';
}

/** What a person must know of what a task did, one sentence each. */
export function warningsOf(outcome: TaskOutcome | undefined): readonly string[] {
  return outcome?.status === 'warning' ? outcome.warnings : [];
}

/** Whether this batch made the change that was written down of a task. Callers use the ids of tasks again, so its time tells. Pure. */
export function isChangeOf(
  { startedAt, endedAt }: Pick<BatchSummary, 'startedAt' | 'endedAt'>,
  { at }: Pick<UndoableTask, 'at'>,
): boolean {
  const atMs = Date.parse(at);
  return atMs >= Date.parse(startedAt) && (endedAt === null || atMs <= Date.parse(endedAt));
}
