import type { BrowserWindow } from 'electron';
import type { Logger } from '../src/base/log';
import { askAboutTray } from './dialogs';
import type { Lifecycle } from './lifecycle';
import type { StateStore } from './state-store';
import { hasTrayHost } from './tray-support';

export interface CloseButtonOptions {
  window: BrowserWindow;
  store: StateStore;
  lifecycle: Lifecycle;
  log: Logger;
}

/** Closing the window hides it into the tray where there is one, after asking once; else it quits the app. */
export function guardCloseButton({ window, store, lifecycle, log }: CloseButtonOptions): void {
  let isDeciding = false;

  async function decide(): Promise<void> {
    const choice = await chooseClose(window, store);
    if (choice === 'hide') window.hide();
    if (choice === 'quit') await lifecycle.requestQuit({ ask: true });
  }

  window.on('close', (event) => {
    if (lifecycle.phase() === 'closing' || lifecycle.phase() === 'closed') return;
    event.preventDefault();
    if (isDeciding) return;
    isDeciding = true;
    decide()
      .catch((error: unknown) => log.error('The close button failed.', { error: String(error) }))
      .finally(() => (isDeciding = false));
  });
}

async function chooseClose(window: BrowserWindow, store: StateStore): Promise<'hide' | 'quit' | 'cancel'> {
  if (process.platform === 'darwin') return 'hide';
  if (!(await hasTrayHost(process.platform))) return 'quit';
  const { closeToTray } = store.read();
  if (closeToTray !== 'ask') return closeToTray;
  const answer = await askAboutTray(window);
  if (answer !== 'cancel') store.update((state) => ({ ...state, closeToTray: answer }));
  return answer;
}
