import { AppError } from '../../contract/errors';
import { say } from '../../contract/text/said';

/** The error for what needs a ComfyUI folder while none is open. */
export function noFolder(): AppError {
  return new AppError('installation-missing', say`No ComfyUI folder is open.`, {
    remedy: say`Choose a ComfyUI folder first.`,
  });
}
