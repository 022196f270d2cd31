import { ipcMain, type BrowserWindow } from 'electron';
import { jsonBytes } from '../../src/base/text/json-bytes';
import type { Logger } from '../../src/base/log';
import { AppError, cancelled, toAppError, toWordedBody, type Reply } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import type { AppEvent } from '../../src/contract/events';
import type { Implementations, OperationName } from '../../src/contract/operations';
import type { ConsentGround } from './consent';
import { type AskConsent, createConsentGuard } from './consent-guard';
import type { EarlyChannels } from './early-channels';
import type { HiddenPage } from './hidden-page';
import { createEventThrottle } from './throttle-events';
import { callOperation, needsCore, refuseLocal, refuseOther } from './ipc-call';
import { isTrustedSender } from './sender';

export interface IpcOptions {
  window: BrowserWindow;
  pageUrl: string;
  /** What can be called right now: the shell always, the core while an installation is open. */
  operations: () => Partial<Implementations<OperationName>>;
  /** Folder of the installation that is shown. */
  shownFolder: () => string | null;
  /** Resolves when the app has tried to open the folder it starts with: until then calls to the core wait. */
  settled: Promise<void>;
  /** Asks the person outside of the page for what the page cannot allow itself. */
  askConsent: AskConsent;
  isGiven: ConsentGround['isGiven'];
  /** Takes over the channel on which calls have been waiting. */
  answerWith: EarlyChannels['answerWith'];
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  /** Decides whether an event is sent to the page now. */
  pass: HiddenPage['pass'];
  log: Logger;
}

/** Opens the two channels between window and core: `operation` answers calls, `event` announces facts. The answer closes them. */
export function openIpc(options: IpcOptions): () => void {
  const { window, pageUrl, operations, settled, isGiven, onEvent, log } = options;
  const requireConsent = createConsentGuard(options.askConsent);
  const ours = { windowIds: new Set([window.webContents.id]), pageUrl };
  // electron-store opens a channel of its own for windows that use it; ours does not.
  ipcMain.removeAllListeners('electron-store-get-data');
  const stopAnswering = options.answerWith(async (event, call, signal): Promise<Reply> => {
    try {
      if (!isTrustedSender(event, ours)) throw refuseSender(event.senderFrame?.url ?? 'a frame that is gone', log);
      if (needsCore(call)) await settled;
      refuseOther(call, options.shownFolder());
      refuseLocal(call, options.shownFolder());
      const answer = await callOperation(call, operations(), { requireConsent, isGiven, signal });
      return { ok: true, json: jsonBytes(answer) };
    } catch (thrown) {
      // However a call that was cancelled failed.
      const error = signal.aborted ? cancelled() : thrown;
      if (toAppError(error).code === 'internal') log.error('An operation failed.', { call, error: describe(error) });
      return { ok: false, error: toWordedBody(error) };
    }
  });

  const send = (event: AppEvent) => {
    if (!window.isDestroyed() && !window.webContents.isDestroyed()) window.webContents.send('event', event);
  };
  const throttle = createEventThrottle((event) => options.pass(event, send));
  const unsubscribe = onEvent((event) => {
    // The reference's events repeat the whole history for web UIs; the window lives on ours.
    if (!event.name.startsWith('cm-')) throttle.push(event);
  });
  return () => {
    unsubscribe();
    throttle.close();
    stopAnswering();
  };
}

/** Asks the page whether it may be closed while nobody sees it; the answer comes by the same name. */
export function askUnseen(window: BrowserWindow): void {
  window.webContents.send('unseen');
}

function refuseSender(address: string, log: Logger): AppError {
  log.warn('A call from a frame that is not ours was refused.', { address });
  return new AppError('not-trusted', msg`This page may not use the app.`, { remedy: msg`Open the app window itself.` });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
