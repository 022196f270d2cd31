import type { BrowserWindow } from 'electron';
import type { Logger } from '../../src/base/log';
import type { AppEvent } from '../../src/contract/events';
import type { EarlyChannels } from './early-channels';

/** How long a hidden window keeps its page. */
const hiddenMs = 5 * 60_000;

export interface HiddenPageOptions {
  window: BrowserWindow;
  /** Asks the page whether anything in it waits for a person; it answers through `onUnseen` when nothing does. */
  ask: () => void;
  channels: Pick<EarlyChannels, 'onStarted' | 'onUnseen' | 'isCalled'>;
  /** Whether tasks run, which the page may wait for with a next step of its own. */
  isBusy: () => boolean;
  log: Logger;
}

/** The page of the window, which is closed while nobody sees it for long. */
export interface HiddenPage {
  /** Passes an event on. One that shows a place waits for a page that is coming back; what others tell, the page reads when it begins. */
  pass: (event: AppEvent, send: (event: AppEvent) => void) => void;
  /** Takes the end of the page's process; true: the page was closed here, and nothing failed. */
  takeEnd: () => boolean;
}

/**
 * Closes the page of a window that stays hidden, and loads it again when the window is shown: in the tray it would cost as much as in sight. The window and
 * its address stay, and with that the place, its filters and what is open. The page is kept while a dialog is open or a call is under way in it, and while
 * tasks run. What happens meanwhile is told by tray and notifications, which live in this process.
 */
export function closeHiddenPage({ window, ask, channels, isBusy, log }: HiddenPageOptions): HiddenPage {
  const { webContents: contents } = window;
  let state: 'there' | 'closing' | 'away' | 'coming' = 'there';
  let onCome: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;

  function wait(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (state === 'away' || window.isDestroyed() || window.isVisible()) return;
      // A page that is still on its way back is asked the next time.
      if (state === 'there') ask();
      wait();
    }, hiddenMs);
  }

  function come(): void {
    state = 'coming';
    contents.reload();
  }

  channels.onUnseen(() => {
    if (state !== 'there' || window.isDestroyed() || window.isVisible() || isBusy() || channels.isCalled()) return;
    const pid = contents.getOSProcessId();
    // It has ended by itself meanwhile; 0 would be this process with all of its group.
    if (pid === 0) return;
    state = 'closing';
    log.info('The page of the hidden window was closed. It comes back when the window is shown.');
    // Electron closes a page with its window only. Ended like this it writes no dump, and the window stays.
    process.kill(pid, 'SIGKILL');
  });
  window.on('hide', wait);
  window.on('closed', () => clearTimeout(timer));
  window.on('show', () => {
    clearTimeout(timer);
    if (state === 'away') come();
  });
  channels.onStarted(() => {
    if (state !== 'coming') return;
    state = 'there';
    onCome?.();
    onCome = null;
  });
  // A hidden start at login shows no window either.
  if (!window.isVisible()) wait();

  return {
    pass(event, send) {
      if (state !== 'there' && (event.name === 'cmd-show-place' || event.name === 'cmd-show-connect'))
        onCome = () => send(event);
      else if (state === 'there' || state === 'coming') send(event);
    },
    takeEnd() {
      if (state !== 'closing') return false;
      state = 'away';
      if (window.isVisible()) come();
      return true;
    },
  };
}
