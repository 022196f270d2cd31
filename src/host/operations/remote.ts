import { AppError } from '../../contract/errors';
import type { OperationsOf } from '../../contract/operations';

/** Installations on other machines, for the window. */
export function createRemoteOperations(): OperationsOf<'remote'> {
  const refuse = () => Promise.reject(new AppError('remote-unreachable', 'There is none yet.'));
  return { 'remote.connect': refuse, 'remote.retry': refuse };
}
