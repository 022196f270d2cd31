import { AppError } from '../../contract/errors';
import { say } from '../../contract/text/said';

/** The refusal of what only ComfyUI could answer, while it does not serve. */
export function unreachable(cause?: unknown): AppError {
  return new AppError('comfyui-unreachable', say`ComfyUI does not answer right now.`, {
    remedy: say`Start it, or wait until it has started; its state is at /v2/comfyui_manager/status.`,
    cause,
  });
}
