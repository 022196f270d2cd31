import type { BrowserWindow } from 'electron';
import type { Logger } from '../../src/base/log';
import { toAppError } from '../../src/contract/errors';
import type { ShellOperations } from '../../src/contract/operations';
import { callAsPerson, asPerson } from '../../src/host/workspace/core-call';
import { reportProblem } from '../window/dialogs';
import type { PlaceRequest } from '../notifications/compose';
import { addressOf, type Door } from '../../src/host/workspace/door-address';
import type { Translate } from '../texts/texts';
import type { TrayCommand } from './tray-model';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import { undoLast } from './undo-last';
import type { Workspace } from '../../src/host/workspace/workspace';

/** Opens ComfyUI's web UI behind the gateway in the browser; before the gateway listens there is nothing to open. */
export function createWebOpener(shell: ShellOperations, host: string, door: Door): () => Promise<void> {
  return async () => {
    if (door.port === null) return;
    await shell['desktop.openExternal']({ url: `${addressOf(host, door.port)}/` }, asPerson);
  };
}

export interface TrayCommandsOptions {
  window: BrowserWindow;
  workspace: Pick<Workspace, 'operations'>;
  t: Translate;
  /** The change that can be taken back right now. */
  undo: () => UndoOffer | null;
  onOpen: () => void;
  /** Brings the window to the front, at a place. */
  onShowPlace: (request: PlaceRequest) => void;
  onOpenWeb: () => Promise<void>;
  onQuit: () => void;
  log: Logger;
}

/** What the rows of the tray's menu and the buttons of notifications do. A failure is shown. */
export function createTrayCommands(options: TrayCommandsOptions): Record<TrayCommand, (about?: string) => void> {
  const { window, workspace, t, log } = options;
  type Attempt = 'web' | 'start' | 'stop' | 'restart' | 'free' | 'pause' | 'resume' | 'undo' | 'download';
  const attempt = (name: Attempt, work: () => Promise<unknown>) => () => {
    work().catch((error: unknown) => {
      log.error('An order of the tray failed.', { order: name, error: String(error) });
      const { message, remedy = '' } = toAppError(error);
      const detail = `${message} ${remedy}`.trim();
      void reportProblem(window, { message: t(`tray.problem.${name}`), detail }, t);
    });
  };
  const pauseDownload = (id: string | undefined, paused: boolean) =>
    attempt('download', () => callAsPerson(workspace, 'queue.pauseTask', { ui_id: id ?? '', paused }))();
  return {
    open: options.onOpen,
    quit: options.onQuit,
    updates: () => options.onShowPlace({ place: 'packs', filter: 'updates', taskId: null, review: true }),
    undo: attempt('undo', () => undoLast(options.undo(), options)),
    web: attempt('web', options.onOpenWeb),
    start: attempt('start', () => callAsPerson(workspace, 'comfyui.start', {})),
    safeStart: attempt('start', () => callAsPerson(workspace, 'comfyui.start', { mode: 'bare' })),
    startAll: attempt('start', () => callAsPerson(workspace, 'comfyui.start', { mode: 'normal' })),
    stop: attempt('stop', () => callAsPerson(workspace, 'comfyui.stop', {})),
    restart: attempt('restart', () => callAsPerson(workspace, 'comfyui.reboot', {})),
    free: attempt('free', () => callAsPerson(workspace, 'comfyui.freeMemory', {})),
    pause: attempt('pause', () => callAsPerson(workspace, 'queue.pause', {})),
    resume: attempt('resume', () => callAsPerson(workspace, 'queue.resume', {})),
    pauseDownload: (id) => pauseDownload(id, true),
    resumeDownload: (id) => pauseDownload(id, false),
  };
}
