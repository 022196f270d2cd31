import { expect } from 'vitest';
import { AppError } from '../../../contract/errors';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import type { TestModels } from './models';

/** Why an installation failed, which it must. */
export function failureOf(installing: Promise<TaskOutcome>): Promise<AppError> {
  return installing.then(
    (outcome) => expect.fail(`it ended as ${outcome.status}`),
    (error: unknown) => (error instanceof AppError ? error : expect.fail(String(error))),
  );
}

/** Runs what must fail and shows that it left everything as it was. */
export async function leavesNothing(testModels: TestModels, work: () => Promise<AppError>): Promise<AppError> {
  const before = testModels.tree();
  const error = await work();
  expect(testModels.tree()).toEqual(before);
  expect(testModels.staged()).toEqual([]);
  return error;
}
