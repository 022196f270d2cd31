import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';

/** The error for a path that is none of a listed model. */
export function modelNotFound(path: string): AppError {
  return new AppError('model-not-found', msg`${path} is not a model of this installation, or it is gone.`, {
    remedy: msg`Read the list of models again.`,
  });
}
