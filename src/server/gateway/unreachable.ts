import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** The refusal of what only ComfyUI could answer, while it does not serve. */
export function unreachable(cause?: unknown): AppError {
  return new AppError('comfyui-unreachable', msg`ComfyUI does not answer right now.`, {
    remedy: msg`Start it, or wait until it has started; its state is at /v2/comfyui_manager/status.`,
    cause,
  });
}
