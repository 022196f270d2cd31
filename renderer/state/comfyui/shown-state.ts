import type { ComfyState, ComfyStatus, PortHolder } from '../../../src/contract/comfyui/comfyui-status';

/** What the window says of ComfyUI: to a person, a port that another program took is not a ComfyUI started elsewhere. */
export type ShownState = ComfyState | 'port-taken';

/** The program that keeps ComfyUI from its port and is no ComfyUI; null when there is none. */
export function findPortThief({ state, holder }: Pick<ComfyStatus, 'state' | 'holder'>): PortHolder | null {
  return state === 'foreign' && holder !== null && !holder.isComfy ? holder : null;
}

/** The state as it is shown. */
export function readShownState(status: Pick<ComfyStatus, 'state' | 'holder'>): ShownState {
  return findPortThief(status) ? 'port-taken' : status.state;
}

/** Whether it can be started now, or at least tried. */
export function canStart(state: ShownState): boolean {
  return state === 'stopped' || state === 'crashed' || state === 'port-taken';
}

/** Whether the web UI answers through the gateway: a ComfyUI that somebody else started is passed through as well. */
export function hasWebUi(state: ShownState): boolean {
  return state === 'running' || state === 'foreign';
}

/** Whether the ComfyUI that lives was started without custom nodes. */
export function isSafeMode(status: Pick<ComfyStatus, 'mode'> | undefined): boolean {
  return status?.mode === 'bare';
}
