import type { AppError } from '../../src/contract/errors';

/** A failure as it is copied into a report, a line for each part; what is empty is left out. */
export function writeFailureDetails({ code, message, remedy }: Pick<AppError, 'code' | 'message' | 'remedy'>): string {
  return [code, message, remedy].filter(Boolean).join('\n');
}
