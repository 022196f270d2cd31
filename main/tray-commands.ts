import type { Logger } from '../src/base/log';
import { dispatch, type CallContext, type OperationOutput, type ShellOperations } from '../src/contract/operations';
import { addressOf, type Door } from './ready-line';
import type { TrayCommand } from './tray-model';
import type { Workspace } from './workspace';

/** What the tray asks of the core; none of it takes an argument. */
type TrayCall =
  | 'queue.pause'
  | 'queue.resume'
  | 'queue.view'
  | 'comfyui.status'
  | 'comfyui.start'
  | 'comfyui.stop'
  | 'comfyui.reboot';

const context: CallContext = { door: 'window' };

/** Calls an operation of whichever core is open. */
export function callCore<N extends TrayCall>(
  workspace: Pick<Workspace, 'operations'>,
  name: N,
): Promise<OperationOutput<N>> {
  return dispatch<N>(workspace.operations() ?? {}, { name, input: {}, context });
}

/** Opens ComfyUI's web UI behind the gateway in the browser; before the gateway listens there is nothing to open. */
export function createWebOpener(shell: ShellOperations, host: string, door: Door): () => Promise<void> {
  return async () => {
    if (door.port === null) return;
    await shell['desktop.openExternal']({ url: `${addressOf(host, door.port)}/` }, context);
  };
}

export interface TrayCommandsOptions {
  workspace: Pick<Workspace, 'operations'>;
  onOpen: () => void;
  onOpenWeb: () => Promise<void>;
  onQuit: () => void;
  log: Logger;
}

/** What the rows of the tray's menu do. What fails is noted: the menu has no place to say it. */
export function createTrayCommands(options: TrayCommandsOptions): Record<TrayCommand, () => void> {
  const { workspace, onOpen, onOpenWeb, onQuit, log } = options;
  const attempt = (what: string, work: () => Promise<unknown>) => () => {
    work().catch((error: unknown) => log.error(`The tray could not ${what}.`, { error: String(error) }));
  };
  return {
    open: onOpen,
    quit: onQuit,
    web: attempt('open the web UI', onOpenWeb),
    start: attempt('start ComfyUI', () => callCore(workspace, 'comfyui.start')),
    stop: attempt('stop ComfyUI', () => callCore(workspace, 'comfyui.stop')),
    restart: attempt('restart ComfyUI', () => callCore(workspace, 'comfyui.reboot')),
    pause: attempt('pause the queue', () => callCore(workspace, 'queue.pause')),
    resume: attempt('resume the queue', () => callCore(workspace, 'queue.resume')),
  };
}
