import { ipcMain, type BrowserWindow } from 'electron';
import { jsonBytes } from '../src/base/json-text';
import type { Logger } from '../src/base/log';
import { AppError, toAppError, toErrorBody, type Reply } from '../src/contract/errors';
import type { AppEvent } from '../src/contract/events';
import { dispatch, isOperationName, type Implementations, type OperationName } from '../src/contract/operations';
import { createEventPace } from './event-pace';
import { isTrustedSender } from './sender';

export interface IpcOptions {
  window: BrowserWindow;
  pageUrl: string;
  /** What can be called right now: the shell always, the core while an installation is open. */
  operations: () => Partial<Implementations<OperationName>>;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  log: Logger;
}

/** Opens the two channels between window and core: `operation` answers calls, `event` announces facts. The answer closes them. */
export function openIpc({ window, pageUrl, operations, onEvent, log }: IpcOptions): () => void {
  const ours = { windowIds: new Set([window.webContents.id]), pageUrl };
  // electron-store opens a channel of its own for windows that use it; ours does not.
  ipcMain.removeAllListeners('electron-store-get-data');
  ipcMain.handle('operation', async (event, call: unknown): Promise<Reply> => {
    try {
      if (!isTrustedSender(event, ours)) throw refuseSender(event.senderFrame?.url ?? 'a frame that is gone', log);
      return { ok: true, json: await writeOnce(await callOperation(call, operations())) };
    } catch (error) {
      if (toAppError(error).code === 'internal') log.error('An operation failed.', { call, error: describe(error) });
      return { ok: false, error: toErrorBody(error) };
    }
  });

  const pace = createEventPace((event) => {
    if (!window.isDestroyed() && !window.webContents.isDestroyed()) window.webContents.send('event', event);
  });
  const unsubscribe = onEvent((event) => {
    // The reference's events repeat the whole history for web UIs; the window lives on ours.
    if (!event.name.startsWith('cm-')) pace.push(event);
  });
  return () => {
    unsubscribe();
    pace.close();
    ipcMain.removeHandler('operation');
  };
}

/** The bytes of every frozen value that still lives: what is handed out again is not written again. */
const written = new WeakMap<object, Promise<Uint8Array>>();

function writeOnce(value: unknown): Promise<Uint8Array> {
  if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return jsonBytes(value);
  const writing = written.get(value) ?? jsonBytes(value);
  written.set(value, writing);
  return writing;
}

async function callOperation(
  call: unknown,
  implementations: Partial<Implementations<OperationName>>,
): Promise<unknown> {
  const { name, input } = readCall(call);
  if (!isOperationName(name)) {
    throw new AppError('not-found', `There is no operation "${String(name).slice(0, 100)}".`, {
      remedy: 'Restart the app; window and app may be of different versions.',
    });
  }
  return dispatch(implementations, { name, input, context: { door: 'window' } });
}

function readCall(call: unknown): { name: unknown; input: unknown } {
  if (typeof call !== 'object' || call === null || !('name' in call)) return { name: undefined, input: undefined };
  return { name: call.name, input: 'input' in call ? call.input : undefined };
}

function refuseSender(address: string, log: Logger): AppError {
  log.warn('A call from a frame that is not ours was refused.', { address });
  return new AppError('not-trusted', 'This page may not use the app.', { remedy: 'Open the app window itself.' });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
