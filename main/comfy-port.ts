import type { AppSettings } from '../src/contract/settings';
import type { Arguments } from './arguments';
import type { Ground } from './core-slot';
import type { Door } from './ready-line';
import type { StateStore } from './state-store';
import { isGiven } from './stored-state';

/** What decides whether ComfyUI gets a port of its own choice. */
export interface PortFacts {
  /** The run was asked to serve ComfyUI behind the gateway (`--launch`). */
  isLaunch: boolean;
  /** Somebody named `comfyui.port`: on the command line, or in what is stored. */
  isGiven: boolean;
  /** Where our own door listens; null while it does not. */
  apiPort: number | null;
}

/**
 * The port ComfyUI is started with: the setting `comfyui.port`, or 0 for a private free one. Behind the gateway nobody needs to know it, unless
 * somebody named it; and on our own port it could never listen.
 */
export function chooseComfyPort(port: number, { isLaunch, isGiven, apiPort }: PortFacts): number {
  return port === apiPort || (isLaunch && !isGiven) ? 0 : port;
}

/** Makes the choice for the folders of a run, asked when one is opened. What is stored is the person's, and says nothing of the demo. */
export function createPortChoice({ asked, store, door }: PortChoiceSources): ChoosePort {
  return ({ 'comfyui.port': port }, kind) => {
    const isNamed = kind === 'own' && isGiven('comfyui.port', store.read().overrides, asked.overrides);
    return chooseComfyPort(port, { isLaunch: asked.isLaunch, isGiven: isNamed, apiPort: door.port });
  };
}

interface PortChoiceSources {
  asked: Pick<Arguments, 'isLaunch' | 'overrides'>;
  store: Pick<StateStore, 'read'>;
  door: Pick<Door, 'port'>;
}

/** The port ComfyUI gets with these settings, on the person's own ground or in the demo. */
export type ChoosePort = (settings: AppSettings, kind: Ground['kind']) => number;
