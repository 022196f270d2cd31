import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Reply } from '../src/contract/errors';
import type { PreparedPart } from '../src/contract/operations';
import { isPreparedPart } from './prepared-files';
import { isTrustedSender } from './sender';

type Answer = (event: IpcMainInvokeEvent, call: unknown) => Promise<Reply>;

/** The window's channels before the app behind them is loaded. */
export interface EarlyChannels {
  /** Gives the calls that came, and all that come, to who can answer them; the answer closes both channels. */
  answerWith: (answer: Answer) => () => void;
  /** Resolves when the window has read what was prepared, or there was nothing. */
  taken: Promise<void>;
}

interface EarlyChannelOptions {
  windowId: number;
  pageUrl: string;
  read: (part: PreparedPart) => Promise<Uint8Array | null>;
}

/** Gives the memory of a large answer back at once; collected by itself it would be part of the app for a minute. */
function release(bytes: Uint8Array | null): void {
  const buffer = bytes?.buffer as (ArrayBuffer & { transfer?: (length: number) => ArrayBuffer }) | undefined;
  // A small file's bytes lie in a buffer that others use as well.
  if (buffer !== undefined && buffer.byteLength === bytes?.byteLength) buffer.transfer?.(0);
}

/** Opens the channels: what was prepared is handed out at once, and calls wait until they can be answered. None is lost. */
export function openEarlyChannels({ windowId, pageUrl, read }: EarlyChannelOptions): EarlyChannels {
  const ours = { windowIds: new Set([windowId]), pageUrl };
  let begin: (answer: Answer) => void = () => undefined;
  const answering = new Promise<Answer>((done) => (begin = done));
  let onTaken: () => void = () => undefined;
  const taken = new Promise<void>((done) => (onTaken = done));
  ipcMain.handle('operation', async (event, call: unknown) => (await answering)(event, call));
  ipcMain.once('started', () => onTaken());
  ipcMain.handle('prepared', async (event, part: unknown) => {
    if (!isTrustedSender(event, ours) || !isPreparedPart(part)) return null;
    const found = await read(part);
    setImmediate(() => {
      release(found);
      if (found === null) onTaken();
    });
    return found;
  });
  return {
    taken,
    answerWith: (answer) => {
      begin(answer);
      return () => {
        ipcMain.removeHandler('operation');
        ipcMain.removeHandler('prepared');
      };
    },
  };
}
