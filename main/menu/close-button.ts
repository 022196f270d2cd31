import type { BrowserWindow } from 'electron';
import type { Logger } from '../../src/base/log';
import { askAboutTray } from '../window/dialogs';
import type { Lifecycle } from '../quit/lifecycle';
import type { AppPreferences } from '../shell/preferences';
import type { Translate } from '../texts/texts';
import { hasTrayHost } from './tray-support';

export interface CloseButtonOptions {
  window: BrowserWindow;
  preferences: Pick<AppPreferences, 'stored' | 'keepCloseChoice'>;
  lifecycle: Lifecycle;
  t: Translate;
  log: Logger;
}

/**
 * Closing the window hides it into the tray where there is one, after asking once; else it quits the app. A page that closes its window by itself
 * (`window.close()`) asks nobody, and Electron lets nobody hold it up: the app quits then, because none of its parts could show a window again.
 */
export function guardCloseButton(options: CloseButtonOptions): void {
  const { window, lifecycle, log } = options;
  let isDeciding = false;

  async function decide(): Promise<void> {
    const choice = await chooseClose(options);
    if (choice === 'hide') window.hide();
    if (choice === 'quit') await lifecycle.requestQuit({ ask: true });
  }

  window.on('closed', () => {
    void lifecycle.requestQuit({ ask: false });
  });
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

async function chooseClose({ window, preferences, t }: CloseButtonOptions): Promise<'hide' | 'quit' | 'cancel'> {
  if (process.platform === 'darwin') return 'hide';
  if (!(await hasTrayHost(process.platform))) return 'quit';
  const { closeToTray } = preferences.stored();
  if (closeToTray !== 'ask') return closeToTray;
  const answer = await askAboutTray(window, t);
  if (answer !== 'cancel') await preferences.keepCloseChoice(answer);
  return answer;
}
