import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Reply } from '../../src/contract/errors';
import { isTrustedSender } from './sender';

/** `signal`: aborted when the page waits for the answer no more. */
type Answer = (event: IpcMainInvokeEvent, call: unknown, signal: AbortSignal) => Promise<Reply>;

/** The window's channels before the app behind them is loaded. */
export interface EarlyChannels {
  /** Gives the calls that came, and all that come, to who can answer them; the answer closes the channels. */
  answerWith: (answer: Answer) => () => void;
  /** Resolves when the window shows what was prepared, or there was nothing. */
  taken: Promise<void>;
  /** Hears each time when a page has begun: the first, and every one that is loaded after it. */
  onStarted: (listener: () => void) => void;
  /** Hears when a page that was asked (`askUnseen`) answers that nobody would miss it. */
  onUnseen: (listener: () => void) => void;
  /** Whether a call of the page waits for its answer. */
  isCalled: () => boolean;
  /** Paths of the files and folders of this machine that a person has dropped on the page, or chosen for it. */
  givenFiles: Set<string>;
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
  const calls = new Map<unknown, AbortController>();
  ipcMain.handle('operation', async (event, call: unknown) => {
    const controller = new AbortController();
    const id = readId(call) ?? controller;
    calls.set(id, controller);
    try {
      return await (
        await answering
      )(event, call, controller.signal);
    } finally {
      calls.delete(id);
    }
  });
  ipcMain.on('cancel', (event, id: unknown) => {
    if (isTrustedSender(event, ours)) calls.get(id)?.abort();
  });
  const givenFiles = new Set<string>();
  // The preload tells it of files that the person has dropped; the page has no word in it.
  ipcMain.on('file-given', (event, path: unknown) => {
    if (typeof path === 'string' && isTrustedSender(event, ours)) givenFiles.add(path);
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
    givenFiles,
    onStarted: (listener) => void ipcMain.on('started', () => listener()),
    onUnseen: (listener) => void ipcMain.on('unseen', () => listener()),
    isCalled: () => calls.size > 0,
    answerWith: (answer) => {
      begin(answer);
      return () => {
        ipcMain.removeHandler('operation');
        ipcMain.removeHandler('startup-view');
        ipcMain.removeAllListeners('cancel');
        ipcMain.removeAllListeners('file-given');
      };
    },
  };
}

/** The id by which the page may cancel a call; null for one without. */
function readId(call: unknown): string | null {
  const id = typeof call === 'object' && call !== null && 'id' in call ? call.id : null;
  return typeof id === 'string' ? id : null;
}
