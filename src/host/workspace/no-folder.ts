import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** The error for what needs a ComfyUI folder while none is open. */
export function noFolder(): AppError {
  return new AppError('installation-missing', msg`No ComfyUI folder is open.`, {
    remedy: msg`Choose a ComfyUI folder first.`,
  });
}
