import type { AppSettings } from '../../contract/settings';

/** What decides whether ComfyUI gets a port of its own choice. */
export interface PortFacts {
  /** The run was asked to serve ComfyUI behind the gateway (`--launch`). */
  isLaunch: boolean;
  /** Somebody named `comfyui.port`: on the command line, or in what is stored. Never in the demo. */
  isNamed: boolean;
  /** Ports of our own doors, and those of the ComfyUIs of the other open folders. */
  taken: readonly number[];
}

/**
 * The port ComfyUI is started with: the setting `comfyui.port`, or 0 for a private free one. Behind the gateway nobody needs to know it, unless
 * somebody named it; and on a port of ours, or of the ComfyUI beside it, it could never listen.
 */
export function chooseComfyPort(
  { 'comfyui.port': port }: AppSettings,
  { isLaunch, isNamed, taken }: PortFacts,
): number {
  return taken.includes(port) || (isLaunch && !isNamed) ? 0 : port;
}
