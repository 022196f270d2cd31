import { AppError } from '../../contract/errors';
import type { AppSettings } from '../../contract/settings';
import { readComfyArguments } from './command-line';
import { planAddress } from './launch-plan';
import { askPort, type PortHolder } from './port-probe';

/** Somebody else's program on ComfyUI's port. */
export interface ForeignHolder {
  /** Says who it is and what to do: `comfyui-not-ours`. */
  refusal: AppError;
  /** What that ComfyUI was started with; empty when it does not say, or is none. */
  cliArguments: Record<string, unknown>;
}

function refuse(kind: 'comfyui' | 'other', port: number): AppError {
  const isComfy = kind === 'comfyui';
  const who = isComfy ? 'A ComfyUI that this app did not start' : 'Another program';
  return new AppError('comfyui-not-ours', `${who} answers on port ${port}.`, {
    remedy: isComfy
      ? 'Restart or stop it where it was started; or stop it there and start it here, so that this app can restart it.'
      : 'End that program, or choose another port in the setting comfyui.port.',
    details: { port, holder: kind },
  });
}

function argumentsOf(holder: PortHolder): Record<string, unknown> {
  const argv = holder.kind === 'comfyui' ? holder.argv : null;
  return argv === null ? {} : readComfyArguments(argv.slice(1));
}

/**
 * Who answers on the port of these settings while no ComfyUI of ours lives; null when nobody does. Throws `invalid-input` for arguments
 * in the settings that cannot be read, and whatever `signal` was aborted with.
 */
export async function findForeignHolder(settings: AppSettings, signal: AbortSignal): Promise<ForeignHolder | null> {
  const { baseUrl, port } = planAddress(settings);
  const holder = await askPort(baseUrl, signal);
  return holder.kind === 'nobody' ? null : { refusal: refuse(holder.kind, port), cliArguments: argumentsOf(holder) };
}
