import type { BatchSummary, UndoableTask } from '../changes';
import type { TaskItemResult, TaskOutcome, TaskProgress } from './tasks';
import { isSentence, type Sentence, formatMessage } from '../text/message';

/** Whether a task did what it was for, with or without a warning. It stands apart from the schemas, which the window's startup view needs none of. */
export function wasDone(outcome: TaskOutcome): outcome is Extract<TaskOutcome, { status: 'done' | 'warning' }> {
  return outcome.status === 'done' || outcome.status === 'warning';
}

type Ended<S extends TaskOutcome['status']> = Extract<TaskOutcome, { status: S }>;

/** The outcome of a task that did what it was for: in English, with the parts of its sentence beside it. */
export function done(message: Sentence, items?: TaskItemResult[]): Ended<'done'> {
  return { status: 'done', message: formatMessage(message), words: { message }, ...(items && { items }) };
}

/** The same of a task that leaves something which a person must know, one sentence each. */
export function doneWithWarnings(message: Sentence, warnings: readonly Sentence[]): Ended<'warning'> {
  const words = { message, warnings: [...warnings] };
  return {
    status: 'warning',
    message: formatMessage(message),
    warnings: warnings.map((one) => formatMessage(one)),
    words,
  };
}

/** The outcome of a task that was not done, though it did not fail. */
export function skipped(message: Sentence): Ended<'skipped'> {
  return { status: 'skipped', message: formatMessage(message), words: { message } };
}

/** What a task has to say that did not fail. */
export function messageOf(outcome: Exclude<TaskOutcome, { status: 'failed' }>): Sentence {
  const message = outcome.words?.['message'];
  return isSentence(message) ? message : outcome.message;
}

/** What a person must know of what a task did, one sentence each. An older app wrote them in English alone. */
export function warningsOf(outcome: TaskOutcome | undefined): readonly Sentence[] {
  if (outcome?.status !== 'warning') return [];
  const warnings: unknown = outcome.words?.['warnings'];
  return Array.isArray(warnings) && warnings.every(isSentence) ? warnings : outcome.warnings;
}

/** The step that a task is at, and what it is about. */
export function stepOf({ phase, message, words }: TaskProgress): { phase: Sentence; message: Sentence } {
  const parts = { phase: words?.['phase'], message: words?.['message'] };
  return {
    phase: isSentence(parts.phase) ? parts.phase : phase,
    message: isSentence(parts.message) ? parts.message : message,
  };
}

/** Whether this batch made the change that was written down of a task. Callers use the ids of tasks again, so its time tells. Pure. */
export function isChangeOf(
  { startedAt, endedAt }: Pick<BatchSummary, 'startedAt' | 'endedAt'>,
  { at }: Pick<UndoableTask, 'at'>,
): boolean {
  const atMs = Date.parse(at);
  return atMs >= Date.parse(startedAt) && (endedAt === null || atMs <= Date.parse(endedAt));
}
