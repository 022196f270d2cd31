import type { AppError } from '../../src/contract/errors';

/** Whether the person said no in the dialog of the system, which the main process asks by: they know, so nothing is told as a failure. */
export function isDeclined({ code }: Pick<AppError, 'code'>): boolean {
  return code === 'cancelled';
}

/** A failure to be told; null where there is none, and where the person said no. */
export function unlessDeclined(error: AppError | null): AppError | null {
  return error !== null && isDeclined(error) ? null : error;
}
