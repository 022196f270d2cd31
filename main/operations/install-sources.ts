import { clipboard, dialog, type BrowserWindow } from 'electron';
import type { ShellOperations } from '../../src/contract/operations';

type InstallSources = Pick<ShellOperations, 'desktop.readClipboard' | 'desktop.chooseArchive'>;

/** Longer texts are no address; they stay on the clipboard. */
const longestText = 10_000;

/** Where a pack can come from besides the catalogue: what was copied, and a file of this machine. */
export function createInstallSources(window: BrowserWindow, givenFiles: Set<string>): InstallSources {
  return {
    // A promise from Electron 45 on, a text before.
    'desktop.readClipboard': async () => ({ text: (await clipboard.readText()).slice(0, longestText) }),
    'desktop.chooseArchive': async ({ title }) => {
      const filters = [{ name: 'Zip', extensions: ['zip'] }];
      const chosen = await dialog.showOpenDialog(window, { title, filters, properties: ['openFile'] });
      const path = chosen.canceled ? null : (chosen.filePaths[0] ?? null);
      if (path !== null) givenFiles.add(path);
      return { path };
    },
  };
}
