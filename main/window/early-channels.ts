import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Reply } from '../../src/contract/errors';
import { isTrustedSender } from './sender';

type Answer = (event: IpcMainInvokeEvent, call: unknown) => Promise<Reply>;

/** The window's channels before the app behind them is loaded. */
export interface EarlyChannels {
  /** Gives the calls that came, and all that come, to who can answer them; the answer closes both channels. */
  answerWith: (answer: Answer) => () => void;
  /** Resolves when the window shows what was prepared, or there was nothing. */
  taken: Promise<void>;
  /** Hears each time when a page has begun: the first, and every one that is loaded after it. */
  onStarted: (listener: () => void) => void;
  /** Hears when a page that was asked (`askUnseen`) answers that nobody would miss it. */
  onUnseen: (listener: () => void) => void;
  /** Whether a call of the page waits for its answer. */
  isCalled: () => boolean;
}

interface EarlyChannelOptions {
  windowId: number;
  pageUrl: string;
  readStartupView: () => Promise<string | null>;
}

/** Opens the channels: what was prepared is handed out at once, and calls wait until they can be answered. None is lost. */
export function openEarlyChannels({ windowId, pageUrl, readStartupView }: EarlyChannelOptions): EarlyChannels {
  const ours = { windowIds: new Set([windowId]), pageUrl };
  let begin: (answer: Answer) => void = () => undefined;
  const answering = new Promise<Answer>((done) => (begin = done));
  let onTaken: () => void = () => undefined;
  const taken = new Promise<void>((done) => (onTaken = done));
  let calls = 0;
  ipcMain.handle('operation', async (event, call: unknown) => {
    calls += 1;
    try {
      return await (
        await answering
      )(event, call);
    } finally {
      calls -= 1;
    }
  });
  ipcMain.once('started', () => onTaken());
  ipcMain.handle('startup-view', async (event) => {
    if (!isTrustedSender(event, ours)) return null;
    const found = await readStartupView();
    if (found === null) onTaken();
    return found;
  });
  return {
    taken,
    onStarted: (listener) => void ipcMain.on('started', () => listener()),
    onUnseen: (listener) => void ipcMain.on('unseen', () => listener()),
    isCalled: () => calls > 0,
    answerWith: (answer) => {
      begin(answer);
      return () => {
        ipcMain.removeHandler('operation');
        ipcMain.removeHandler('startup-view');
      };
    },
  };
}
